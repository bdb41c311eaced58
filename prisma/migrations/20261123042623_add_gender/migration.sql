-- CreateEnum
CREATE TYPE "Gender" AS ENUM ('female', 'male', 'other');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "gender" "Gender";
