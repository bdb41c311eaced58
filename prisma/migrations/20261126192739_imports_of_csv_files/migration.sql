-- CreateEnum
CREATE TYPE "StaffImportStatus" AS ENUM ('checking', 'checked', 'running', 'done', 'refused');

-- CreateTable
CREATE TABLE "staff_imports" (
    "id" SERIAL NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "file_name" VARCHAR(255) NOT NULL,
    "encoding" VARCHAR(16) NOT NULL,
    "content" BYTEA,
    "status" "StaffImportStatus" NOT NULL DEFAULT 'checking',
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "problems" BYTEA,
    "seen" BYTEA,
    "actor" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_imports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "staff_imports_kind_id_idx" ON "staff_imports"("kind", "id");

-- CreateIndex
CREATE INDEX "staff_imports_created_at_idx" ON "staff_imports"("created_at");
