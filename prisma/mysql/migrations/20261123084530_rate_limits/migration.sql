-- MySQL's form of 20261123084530_rate_limits/migration.sql (SHA-256 89de176915cca616253672977cdbc5a5c2626f831ae770a93c3323786accd30b).

-- CreateTable
-- Unlogged, which Prisma has no word for and sees no difference in: counts of minutes need not survive a crash.
CREATE TABLE `rate_limits` (
    `id` CHAR(43) NOT NULL,
    `count` INTEGER NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `rate_limits_expires_at_idx` ON `rate_limits` (`expires_at`);
