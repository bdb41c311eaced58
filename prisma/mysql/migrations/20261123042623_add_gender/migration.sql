-- MySQL's form of 20261123042623_add_gender/migration.sql (SHA-256 c4c759766b67bce3d3b9d8b82466077dde3fc3acbb915e4ecc9126f525eb2629).

-- AlterTable
ALTER TABLE `users` ADD COLUMN `gender` ENUM('female', 'male', 'other') NULL;
