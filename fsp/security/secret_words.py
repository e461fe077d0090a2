"""Words in the names of secrets, and ordinary words that are not secrets."""

from enum import IntEnum


class Secrecy(IntEnum):
    """What a name says about its value."""

    NONE = 0
    MAYBE = 1
    """Only a value that looks random is a secret: `key`, `code`, `signature`."""
    LIKELY = 2
    """A string is a secret, a number is not: `session`, `auth`, `pass`, `tokens`."""
    SURE = 3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURE = _words("""
    accesskey accountkey adminpass apikey apikeys authcode authkey authorization bearer connectionstring connstr
    contrasena contraseña cookie cookies cred credential credentials creds csrf cvc cvv dbpass dsn encryptionkey
    jsessionid jwt kennwort masterkey mnemonic motdepasse mypass nsec otp parola passcode passcodes passkey
    passphrase passphrases passwd passwds password passwords passwort phpsessid pin privatekey privkey psw pswd pw
    pwd pwds rootpass sas seckey secret secretkey secrets senha sessid sessionid sessionkey sharedaccesskey
    signingkey smtppass token totp userpass wachtwoord xsrf
""")
"""A name with one of these words names a secret."""

LIKELY = _words("""
    auth authentication oauth pass sess session sessions tokens
""")
"""A string under such a name is a secret, a number is not."""

MAYBE = _words("""
    code hmac key keys nonce salt sid sig signature ticket webhook
""")
"""A value under a name with this ending is a secret if it looks random."""

KEYS = _words("""
    access account admin aes api app application auth cipher client consumer credential crypto decryption deploy
    developer encrypt encryption gpg hmac jwt licence license master password pgp private rest root rsa secret
    server service session shared sign signature signing ssh storage subscription token vapid wallet webhook write
""")
"""Words before `key` that make it secret."""

OPEN_KEYS = _words("""
    cache dedup foreign idempotency index lock natural partition primary public publishable sort unique
""")
"""Words before `key` that make it public."""

ABOUT = _words("""
    age alg algorithm at audience backend budget changed class column count counts created date days description dir
    disabled domain enabled endpoint env expiration expire expired expires expiry field fields file folder format
    handler host hours invalid issuer kind label len length limit manager max method methods min minutes mode name
    names on optional path policy port prefix provider rate ratio realm required reset rotation samesite scope
    scopes seconds server service size sizes state status store strength time title total ttl type types updated uri
    url usage used user username valid version
""")
"""Last words of names that describe a secret but do not contain one: `token_count`, `auth_url`."""

ASKING = _words("""
    allow allows count has hide is max min needs num number requires show total uses with
""")
"""First words of names that describe a secret but do not contain one: `has_password`, `max_tokens`."""

ORDINARY = _words("""
    terminated successful unauthorized authenticated disconnected established
    a accepted always an and any are array as at authentication authorization basic be bearer been bool but by bytes
    can can't cannot changed command could created deleted denied dict did digest disabled do does done else empty
    enabled error expected expired expires failed false field float for from given got had has have here hidden how if
    in incorrect int into invalid invalidated is it its length list long may mismatch missing more must mutable needed
    needs never new next nil no none not null number object of off ok old on one only optional or other out please
    refused rejected required revoked saved see set short should so str string that the their them then there they
    this to today too true type unchanged undefined unexpected unknown unset until updated used valid value verified
    was we were what when where which who why will with without wrong yes you your
""")
"""Words of prose and code that may follow the name of a secret."""

SIGNED_QUERY = _words("""
    awsaccesskeyid googleaccessid hdnea hdnts hmac key-pair-id otp policy samlrequest samlresponse sig signature
    ticket x-amz-credential x-amz-security-token x-amz-signature x-goog-credential x-goog-signature
""")
"""Query parameters that sign an address or identify its user."""
