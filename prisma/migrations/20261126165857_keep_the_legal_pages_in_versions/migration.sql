-- CreateTable
CREATE TABLE "pages" (
    "name" VARCHAR(32) NOT NULL,
    "language" VARCHAR(35) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "pages_pkey" PRIMARY KEY ("name","language")
);

-- CreateTable
CREATE TABLE "page_versions" (
    "name" VARCHAR(32) NOT NULL,
    "language" VARCHAR(35) NOT NULL,
    "version" INTEGER NOT NULL,
    "title" VARCHAR(120) NOT NULL,
    "body" BYTEA NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor_id" INTEGER,

    CONSTRAINT "page_versions_pkey" PRIMARY KEY ("name","language","version")
);

-- AddForeignKey
ALTER TABLE "page_versions" ADD CONSTRAINT "page_versions_name_language_fkey" FOREIGN KEY ("name", "language") REFERENCES "pages"("name", "language") ON DELETE CASCADE ON UPDATE CASCADE;
