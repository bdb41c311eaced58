-- CreateTable
-- Unlogged, which Prisma has no word for and sees no difference in: counts of minutes need not survive a crash.
CREATE UNLOGGED TABLE "rate_limits" (
    "id" CHAR(43) NOT NULL,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rate_limits_expires_at_idx" ON "rate_limits"("expires_at");
