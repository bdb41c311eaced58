-- CreateEnum
CREATE TYPE "Role" AS ENUM ('customer', 'staff', 'admin');

-- CreateEnum
CREATE TYPE "TokenPurpose" AS ENUM ('confirm_email', 'reset_password', 'device');

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "used_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "pending_email" VARCHAR(254),
ADD COLUMN     "role" "Role" NOT NULL DEFAULT 'customer',
ALTER COLUMN "email" DROP NOT NULL;

-- CreateTable
CREATE TABLE "user_tokens" (
    "id" CHAR(43) NOT NULL,
    "user_id" INTEGER NOT NULL,
    "purpose" "TokenPurpose" NOT NULL,
    "email" VARCHAR(254),
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "user_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "user_tokens_user_id_purpose_idx" ON "user_tokens"("user_id", "purpose");

-- AddForeignKey
ALTER TABLE "user_tokens" ADD CONSTRAINT "user_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
