-- CreateTable
CREATE TABLE "good_pictures" (
    "good_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "picture" VARCHAR(120) NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "alt" VARCHAR(160) NOT NULL DEFAULT '',
    "focus_x" INTEGER NOT NULL DEFAULT 50,
    "focus_y" INTEGER NOT NULL DEFAULT 50,

    CONSTRAINT "good_pictures_pkey" PRIMARY KEY ("good_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "good_pictures_good_id_picture_key" ON "good_pictures"("good_id", "picture");

-- AddForeignKey
ALTER TABLE "good_pictures" ADD CONSTRAINT "good_pictures_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;
