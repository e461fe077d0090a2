"""nginx with PHP-FPM in front of a real WordPress, as most sites run it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from testbed.platforms.real.process import running, wait_until

_POOL = """[global]
error_log = {folder}/fpm.log
daemonize = no
[www]
{user}
listen = {folder}/fpm.sock
pm = static
pm.max_children = 4
php_admin_value[sendmail_path] = /bin/true
php_admin_value[upload_max_filesize] = 8M
php_admin_value[post_max_size] = 9M
"""
_SITE = """{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fastcgi; proxy_temp_path {folder}/proxy;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen {address};
        root {site};
        index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location ~ \\.php$ {{
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_pass unix:{folder}/fpm.sock;
        }}
    }}
}}
"""


@dataclass
class Front:
    """nginx and PHP-FPM. `nginx` keeps answering while PHP is stopped."""

    folder: Path
    _php: ExitStack

    def stop_php(self) -> None:
        """Stop PHP: nginx then answers 502 with a page of HTML."""
        self._php.close()


def program(name: str) -> str:
    """Return the path of a program, also where only root looks; empty if there is none."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or ""


def fpm_program() -> str:
    """Return PHP-FPM, whose name has the version of PHP in Debian."""
    names = sorted((path.name for path in Path("/usr/sbin").glob("php-fpm*")), reverse=True)
    return program(names[0] if names else "php-fpm")


@contextmanager
def nginx_in_front(site: Path, url: str, folder: Path) -> Iterator[Front]:
    """Serve the WordPress in a folder at an address, with the defaults of nginx; stop both at the end."""
    folder.mkdir()
    is_root = os.geteuid() == 0
    pool, config = folder / "fpm.conf", folder / "nginx.conf"
    pool.write_text(_POOL.format(folder=folder, user="user = root\ngroup = root" if is_root else ""))
    address = urlsplit(url).netloc
    config.write_text(_SITE.format(folder=folder, site=site, address=address, user="user root;" if is_root else ""))
    as_root = ["--allow-to-run-as-root"] if is_root else []
    with ExitStack() as php, ExitStack() as stack:
        fpm = [fpm_program(), "--nodaemonize", "--fpm-config", str(pool), *as_root]
        php.enter_context(running(fpm, folder=folder, log=folder / "fpm.out"))
        nginx = [program("nginx"), "-c", str(config), "-p", str(folder)]
        stack.enter_context(running(nginx, folder=folder, log=folder / "nginx.out"))
        wait_until(f"{url}/?rest_route=/", log=folder / "nginx.log")
        yield Front(folder, php)
