from flask import render_template

from . import app_users


@app_users.route("/login")
def login():
    return render_template("users/login.html")


@app_users.route("/register")
def register():
    return render_template("users/login.html")


@app_users.route("/forgot")
def forgot():
    return render_template("users/login.html")
