-- CreateTable
CREATE TABLE "sample_things" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sample_things_pkey" PRIMARY KEY ("id")
);
