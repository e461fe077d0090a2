"""The settings and credentials of destinations that are reached by SSH."""

from pydantic import BaseModel, Field, SecretStr, field_validator

from fsp.destinations.ssh.login import Login, checked_fingerprint

MAX_PORT = 65535


class SshSettings(BaseModel):
    """The server and the user."""

    host: str = Field(..., title="Host", description="Such as files.example.org.", pattern=r"^[A-Za-z0-9.:_-]{1,253}$")
    port: int = Field(22, title="Port", ge=1, le=MAX_PORT)
    user: str = Field(..., title="User", max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
    host_key: str = Field(
        "",
        title="Host key",
        description="The fingerprint of the server's key, such as SHA256:… Leave it empty: the first test shows it and "
        "stores it. Compare it with the server's own: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub.",
        max_length=300,
    )

    @field_validator("host_key")
    @classmethod
    def _check_host_key(cls, text: str) -> str:
        return checked_fingerprint(text)


class SshCredentials(BaseModel):
    """A password or a private key."""

    password: SecretStr = Field(SecretStr(""), title="Password", description="Or a private key.")
    private_key: SecretStr = Field(
        SecretStr(""),
        title="Private key",
        description="The content of an OpenSSH key file: Ed25519, ECDSA or RSA. It takes precedence over a password.",
    )
    passphrase: SecretStr = Field(SecretStr(""), title="Passphrase", description="Of the private key, if it has one.")


def login_of(settings: SshSettings, credentials: SshCredentials) -> Login:
    """Return how to log in."""
    return Login(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        host_key=settings.host_key,
        password=credentials.password.get_secret_value(),
        private_key=credentials.private_key.get_secret_value(),
        passphrase=credentials.passphrase.get_secret_value(),
    )
