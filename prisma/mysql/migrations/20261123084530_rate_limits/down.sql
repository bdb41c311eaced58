-- MySQL's form of 20261123084530_rate_limits/down.sql (SHA-256 662c93be50845dc091be79c478496642cace8a1585e24ff3c0f9b627f11ce01e).

-- DropTable
-- Loses data: table "rate_limits".
DROP TABLE `rate_limits`;
