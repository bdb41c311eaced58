-- CreateEnum
CREATE TYPE "ReviewStatus" AS ENUM ('waiting', 'approved', 'rejected');

-- CreateTable
CREATE TABLE "reviews" (
    "id" SERIAL NOT NULL,
    "good_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "stars" INTEGER NOT NULL,
    "title" VARCHAR(80) NOT NULL DEFAULT '',
    "text" VARCHAR(2000) NOT NULL DEFAULT '',
    "signature" VARCHAR(50) NOT NULL DEFAULT '',
    "language" VARCHAR(35) NOT NULL,
    "status" "ReviewStatus" NOT NULL DEFAULT 'waiting',
    "reason" VARCHAR(200) NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "written_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reviews_good_id_status_id_idx" ON "reviews"("good_id", "status", "id");

-- CreateIndex
CREATE INDEX "reviews_status_id_idx" ON "reviews"("status", "id");

-- CreateIndex
CREATE INDEX "reviews_user_id_id_idx" ON "reviews"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "reviews_good_id_user_id_key" ON "reviews"("good_id", "user_id");

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "reviews" ADD CONSTRAINT "reviews_stars_check" CHECK ("stars" >= 1 AND "stars" <= 5);
