-- RenameIndex
ALTER INDEX "users_name_key_key" RENAME TO "users_user_name_key_key";

ALTER TABLE "users" RENAME COLUMN "name_key" TO "user_name_key";
