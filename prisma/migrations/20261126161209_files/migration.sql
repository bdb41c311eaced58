-- CreateTable
CREATE TABLE "files" (
    "name" VARCHAR(120) NOT NULL,
    "type" VARCHAR(64) NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "bytes" BYTEA,
    "store_key" VARCHAR(160),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "made_from" VARCHAR(120),

    CONSTRAINT "files_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "file_uses" (
    "name" VARCHAR(120) NOT NULL,
    "owner" VARCHAR(64) NOT NULL,

    CONSTRAINT "file_uses_pkey" PRIMARY KEY ("name","owner")
);

-- CreateIndex
CREATE INDEX "files_made_from_idx" ON "files"("made_from");

-- CreateIndex
CREATE INDEX "file_uses_owner_idx" ON "file_uses"("owner");

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_made_from_fkey" FOREIGN KEY ("made_from") REFERENCES "files"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file_uses" ADD CONSTRAINT "file_uses_name_fkey" FOREIGN KEY ("name") REFERENCES "files"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
