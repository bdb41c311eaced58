-- CreateTable
CREATE TABLE "settings" (
    "name" VARCHAR(64) NOT NULL,
    "value" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);
