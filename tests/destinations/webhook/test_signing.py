"""The signature, against the example of the specification."""

from fsp.destinations.webhook.signing import key_bytes, signature


def test_the_signature_is_that_of_the_specification() -> None:
    key = key_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    assert (
        signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_another_text_is_the_key_itself() -> None:
    assert key_bytes("sixteen characters") == b"sixteen characters"
