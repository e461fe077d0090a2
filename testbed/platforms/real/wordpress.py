"""A real WordPress from Debian's packages: MariaDB on a socket, PHP's own web server on a free port."""

import getpass
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

SOURCE = Path("/usr/share/wordpress")
PRETTY, PLAIN = "/%postname%/", ""
_SCRIPTS = Path(__file__).parent
_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_CHARSET', 'utf8mb4');
define('DB_HOST', 'localhost:{socket}');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT',
          'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) {{ define($name, hash('sha256', $name . '{secret}')); }}
define('WP_ENVIRONMENT_TYPE', 'local');  // application passwords without TLS
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True)
class RealWordPress:
    """A running site. `passwords` are the application passwords of `admin`, `author` and `contributor`."""

    url: str
    folder: Path
    passwords: dict[str, str]

    def reset(self, permalinks: str = PRETTY) -> None:
        """Delete all posts, media and terms, and set the form of its addresses."""
        _php(_SCRIPTS / "wordpress_reset.php", str(self.folder), permalinks)

    @contextmanager
    def with_plugin(self, code: str) -> Iterator[None]:
        """Run WordPress with a plugin of this PHP code."""
        with _file(self.folder / "wp-content" / "mu-plugins" / "test.php", f"<?php {code}"):
            yield

    @contextmanager
    def in_maintenance(self) -> Iterator[None]:
        """Show the page that visitors see while WordPress is updated."""
        with _file(self.folder / ".maintenance", "<?php $upgrading = time();"):
            yield


@contextmanager
def _file(path: Path, text: str) -> Iterator[None]:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def real_wordpress(folder: Path) -> Iterator[RealWordPress]:
    """Install and run WordPress in an empty folder; stop it at the end."""
    site, url = folder / "wp", f"http://127.0.0.1:{free_port()}"
    with ExitStack() as stack:
        socket = _start_database(folder, stack)
        # Debian's package has links to other folders, which are followed.
        shutil.copytree(SOURCE, site, ignore_dangling_symlinks=True)
        (site / "wp-content" / "uploads").mkdir(exist_ok=True)
        (site / "wp-config.php").unlink(missing_ok=True)
        (site / "wp-config.php").write_text(_CONFIG.format(socket=socket, secret=secrets.token_hex()))
        answer = _php(_SCRIPTS / "wordpress_install.php", str(site), url)
        stack.enter_context(running(_web_server(url), folder=site, log=folder / "php.log", PHP_CLI_SERVER_WORKERS="4"))
        wait_until(f"{url}/?rest_route=/", log=folder / "php.log")
        yield RealWordPress(url, site, json.loads(answer.splitlines()[-1]))


def _start_database(folder: Path, stack: ExitStack) -> Path:
    data, socket, user = folder / "db", folder / "db.sock", getpass.getuser()
    common = ["--no-defaults", f"--user={user}", f"--datadir={data}"]
    install = ["mariadb-install-db", *common, "--skip-test-db", "--auth-root-authentication-method=normal"]
    subprocess.run(install, check=True, capture_output=True)
    # Debian has it where only root looks for programs.
    program = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin") or "mariadbd"
    server = [program, *common, f"--socket={socket}", "--skip-networking", f"--pid-file={folder / 'db.pid'}"]
    stack.enter_context(running(server, folder=folder, log=folder / "db.log"))
    client = ["mariadb", "--no-defaults", "-uroot", f"--socket={socket}"]
    wait_until(lambda: subprocess.run([*client, "-e", "SELECT 1"], check=False, capture_output=True).returncode == 0)
    subprocess.run([*client, "-e", "CREATE DATABASE wp"], check=True, capture_output=True)
    return socket


def _web_server(url: str) -> list[str]:
    options = {"sendmail_path": "/bin/true", "upload_max_filesize": "2M", "post_max_size": "3M"}
    flags = [flag for name, value in options.items() for flag in ("-d", f"{name}={value}")]
    return ["php", *flags, "-S", url.removeprefix("http://")]


def _php(script: Path, *arguments: str) -> str:
    command = ["php", "-d", "sendmail_path=/bin/true", str(script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
