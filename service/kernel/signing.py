"""Ed25519 signatures: the installation's own key, and the check of anybody's."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.kernel.errors import StartRefused


class Signer:
    """Signs with the private key of 32 bytes that is given in hexadecimal."""

    def __init__(self, private: str) -> None:
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
        except ValueError as error:
            raise StartRefused(
                "KEJU_AUDIT_KEY must be 64 hexadecimal digits, as `openssl rand -hex 32` prints them."
            ) from error
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, statement: bytes) -> str:
        """The signature in hexadecimal."""
        return self._key.sign(statement).hex()


def is_signed(statement: bytes, signature: str, public: str) -> bool:
    """Whether ``signature`` was made over ``statement`` with the private key of ``public``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True
