-- AlterEnum
ALTER TYPE "TaskStatus" ADD VALUE 'cancelled';
