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
from urllib.parse import urlsplit

from testbed.platforms.real.nginx import Front, nginx_in_front
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
_LAST_LINE = "require_once ABSPATH . 'wp-settings.php';"
_NETWORK = """define('WP_ALLOW_MULTISITE', true); define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false);
define('DOMAIN_CURRENT_SITE', '{host}'); define('PATH_CURRENT_SITE', '/blog/');
define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1);
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

    def make_database_old(self) -> None:
        """Take the emoji out of the database and from what it can store."""
        _php(_SCRIPTS / "wordpress_old_database.php", str(self.folder), self.url)

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
        answer = _install(site, url, _start_database(folder, stack))
        _serve(stack, _web_server(url), site, url)
        yield RealWordPress(url, site, json.loads(answer.splitlines()[-1]))


@contextmanager
def wordpress_behind_nginx(folder: Path) -> Iterator[tuple[RealWordPress, Front]]:
    """Install WordPress in an empty folder, and run it behind nginx and PHP-FPM; stop all at the end."""
    site, url = folder / "wp", f"http://127.0.0.1:{free_port()}"
    with ExitStack() as stack:
        answer = _install(site, url, _start_database(folder, stack))
        front = stack.enter_context(nginx_in_front(site, url, folder / "front"))
        yield RealWordPress(url, site, json.loads(answer.splitlines()[-1])), front


@contextmanager
def real_network(folder: Path) -> Iterator[RealWordPress]:
    """Install and run a network of sites in the folder /blog; yield its site /blog/garden. It takes no WebP.

    `author` belongs to that site, `contributor` does not.
    """
    site, host = folder / "www" / "blog", f"http://127.0.0.1:{free_port()}"
    url, config = f"{host}/blog", site / "wp-config.php"
    with ExitStack() as stack:
        _install(site, url, _start_database(folder, stack))
        single = config.read_text()
        config.write_text(single.replace(_LAST_LINE, f"define('WP_ALLOW_MULTISITE', true);\n{_LAST_LINE}"))
        _php(_SCRIPTS / "wordpress_network.php", str(site), url, "tables")
        config.write_text(single.replace(_LAST_LINE, _NETWORK.format(host=urlsplit(host).netloc) + _LAST_LINE))
        answer = _php(_SCRIPTS / "wordpress_network.php", str(site), url, "site")
        _serve(stack, [*_web_server(host), str(_SCRIPTS / "wordpress_router.php")], site.parent, url)
        yield RealWordPress(f"{url}/garden", site, json.loads(answer.splitlines()[-1]))


def _install(site: Path, url: str, socket: Path) -> str:
    """Put WordPress into a folder that does not exist yet; return what its installation printed."""
    # Debian's package has links to other folders, which are followed.
    shutil.copytree(SOURCE, site, ignore_dangling_symlinks=True)
    (site / "wp-content" / "uploads").mkdir(exist_ok=True)
    (site / "wp-config.php").unlink(missing_ok=True)
    (site / "wp-config.php").write_text(_CONFIG.format(socket=socket, secret=secrets.token_hex()))
    return _php(_SCRIPTS / "wordpress_install.php", str(site), url)


def _serve(stack: ExitStack, command: list[str], root: Path, url: str) -> None:
    log = root / "php.log"
    stack.enter_context(running(command, folder=root, log=log, PHP_CLI_SERVER_WORKERS="4"))
    wait_until(f"{url}/?rest_route=/", log=log)


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
