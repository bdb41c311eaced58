/**
 * The MySQL server of the tests, see openTestServer of @larder/mysql. Undefined where there is none, and MariaDB is not
 * installed: then its tests are skipped.
 *
 * @returns the environment for tests that may use it, its address, and what ends it
 */
export async function openMysql() {
  // Not there before the packages are built.
  const { openTestServer } = await import('@larder/mysql/testing')
  try {
    const { url, release } = await openTestServer()
    return { url, env: { LARDER_TEST_MYSQL_URL: url }, release }
  } catch (error) {
    if (error.code !== 'MYSQL_ERR_NO_SERVER') throw error
    return undefined
  }
}
