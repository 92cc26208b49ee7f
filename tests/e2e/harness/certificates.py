"""A certificate authority of our own and server certificates by openssl."""

import pathlib
import subprocess


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True,
                   capture_output=True)


class Authority:
    """Issues certificates below `folder`; its own is `ca_file`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ca_file = self.folder / "ca.pem"
        self.ca_key = self.folder / "ca.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.ca_key,
                "-out", self.ca_file, "-days", "30", "-subj", "/CN=Test CA")

    def issue(self, name, hosts=("DNS:localhost", "IP:127.0.0.1"), days=28):
        """Returns (certificate, key). `days` negative: expired already; the
        operator is told of less than 21."""
        key = self.folder / f"{name}.key"
        request = self.folder / f"{name}.csr"
        certificate = self.folder / f"{name}.pem"
        extensions = self.folder / f"{name}.ext"
        extensions.write_text("subjectAltName=" + ",".join(hosts) + "\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", key, "-out", request,
                "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", request, "-CA", self.ca_file, "-CAkey",
                self.ca_key, "-CAcreateserial", "-out", certificate,
                "-days", days, "-extfile", extensions)
        return certificate, key
