-- The version before looks for users by "name_key". It goes on serving while the workers are replaced one by one.
ALTER TABLE "users" RENAME COLUMN "user_name_key" TO "name_key";

-- RenameIndex
ALTER INDEX "users_user_name_key_key" RENAME TO "users_name_key_key";
