"""Programs that serve: nginx, apache2, haproxy, stunnel, PostgreSQL, postfix."""

import contextlib
import glob
import os
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import time

from support import BULK, PKI, WORK, attempt, context, fetch, free_port, peer

VERSIONS = ("TLSv1_2", "TLSv1_3")


def folder(name):
    path = f"{WORK}/{name}"
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    os.chmod(path, 0o777)
    return path


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return path


def talk(port, **settings):
    """What two connections of a client with one session see, and one with another certificate."""
    seen = []
    for version in VERSIONS:
        tls = context(version=version, **settings)
        first, session = fetch(port, tls)
        second, _ = fetch(port, tls, path="/bulk", session=session)
        second["body"] = ""
        seen += [first, second]
    return seen


@contextlib.contextmanager
def nginx(program, options=""):
    at, port = folder("nginx"), free_port()
    write(f"{at}/index.html", "hello\n")
    with open(f"{at}/bulk", "wb") as file:
        file.write(BULK)
    path = write(f"{at}/nginx.conf", f"""
user root; daemon off; master_process on; worker_processes 1; pid {at}/pid; error_log {at}/error.log info;
events {{ }}
http {{
  access_log off; client_body_temp_path {at}/t1; proxy_temp_path {at}/t2; fastcgi_temp_path {at}/t3;
  uwsgi_temp_path {at}/t4; scgi_temp_path {at}/t5;
  ssl_certificate {PKI}/server.pem; ssl_certificate_key {PKI}/server.key; ssl_ecdh_curve X25519;
  ssl_session_cache shared:s:1m; ssl_client_certificate {PKI}/ca.pem; {options}
  server {{
    listen 127.0.0.1:{port} ssl; http2 on; server_name localhost; root {at};
    add_header X-Facts "$ssl_protocol $ssl_cipher $ssl_curve $ssl_server_name $ssl_session_reused";
    add_header X-Client "$ssl_client_verify $ssl_client_s_dn"; add_header X-Alpn "$ssl_alpn_protocol";
  }}
  server {{ listen 127.0.0.1:{port} ssl; server_name second; return 200 "second\\n"; }}
}}
""")
    with program.serve("nginx", "-c", path, port=port):
        yield port


def nginx_serves(program):
    with nginx(program) as port:
        return talk(port), [fetch(port, context(alpn=["h2", "http/1.1"]), send=b"x" * 30)[0]["alpn"]]


def nginx_client_certificates(program):
    with nginx(program, "ssl_verify_client optional;") as port:
        seen = [talk(port, client_certificate=True), talk(port)]
    with nginx(program, "ssl_verify_client on; ssl_session_tickets off;") as port:
        return seen, talk(port, client_certificate=True), fetch(port, context())[0]["status"]


def nginx_names(program):
    with nginx(program) as port:
        tls = context(verify=False)
        return [fetch(port, tls, host=host)[0]["body"] for host in ("localhost", "second", "third")]


def nginx_proxies(program):
    """nginx as a client, which verifies the other end."""
    with peer(client_certificate=True) as server:
        at, port = folder("nginx"), free_port()
        path = write(f"{at}/nginx.conf", f"""
user root; daemon off; pid {at}/pid; error_log {at}/error.log info; events {{ }}
http {{
  access_log off; client_body_temp_path {at}/t1; proxy_temp_path {at}/t2; fastcgi_temp_path {at}/t3;
  uwsgi_temp_path {at}/t4; scgi_temp_path {at}/t5;
  server {{ listen 127.0.0.1:{port}; location / {{
    proxy_pass https://127.0.0.1:{server.port}; proxy_ssl_trusted_certificate {PKI}/ca.pem;
    proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_server_name on;
    proxy_ssl_certificate {PKI}/client.pem; proxy_ssl_certificate_key {PKI}/client.key;
  }} }}
}}
""")
        with program.serve("nginx", "-c", path, port=port):
            seen = [program.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{size_download}",
                                f"http://127.0.0.1:{port}/{name}") for name in ("", "bulk", "bulk")]
    return seen, [facts.get("resumed") for facts in server.facts], server.facts[0]


def apache2(program):
    at, port = folder("apache"), free_port()
    write(f"{at}/index.html", "hello\n")
    with open(f"{at}/bulk", "wb") as file:
        file.write(BULK)
    modules = "mpm_event authz_core ssl socache_shmcb headers dir mime"
    load = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in modules.split())
    path = write(f"{at}/apache.conf", f"""
{load}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {at}/pid
ErrorLog {at}/error.log
User www-data
Group www-data
TypesConfig /etc/mime.types
DocumentRoot {at}
DirectoryIndex index.html
SSLSessionCache shmcb:{at}/cache(512000)
SSLEngine on
SSLCertificateFile {PKI}/server.pem
SSLCertificateKeyFile {PKI}/server.key
SSLCACertificateFile {PKI}/ca.pem
SSLVerifyClient optional
SSLOptions +StdEnvVars
Header always set X-Facts "%{{SSL_PROTOCOL}}s %{{SSL_CIPHER}}s %{{SSL_SESSION_RESUMED}}s %{{SSL_TLS_SNI}}s"
Header always set X-Client "%{{SSL_CLIENT_VERIFY}}s %{{SSL_CLIENT_S_DN}}s"
""")
    with program.serve("apache2", "-DFOREGROUND", "-f", path, port=port):
        return talk(port), talk(port, client_certificate=True)


def haproxy(program):
    with peer(client_certificate=True) as server:
        at, port = folder("haproxy"), free_port()
        path = write(f"{at}/haproxy.cfg", f"""
global
    nbthread 2
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 5s
frontend front
    bind 127.0.0.1:{port} ssl crt {PKI}/server_all.pem ca-file {PKI}/ca.pem verify optional alpn h2,http/1.1 curves X25519
    http-response set-header X-Facts "%[ssl_fc_protocol] %[ssl_fc_cipher] %[ssl_fc_curve] %[ssl_fc_sni] %[ssl_fc_is_resumed] %[ssl_fc_alpn]"
    http-response set-header X-More "%[ssl_fc_alg_keysize] %[ssl_fc_use_keysize] %[ssl_c_s_dn] %[ssl_c_verify] %[ssl_f_serial,length]"
    http-response set-header X-Behind "%[ssl_bc_protocol] %[ssl_bc_cipher] %[ssl_bc_curve] %[ssl_bc]"
    default_backend back
backend back
    server one 127.0.0.1:{server.port} ssl verify required ca-file {PKI}/ca.pem crt {PKI}/client_all.pem sni str(localhost) curves X25519
""")
        with program.serve("haproxy", "-f", path, port=port):
            return talk(port), talk(port, client_certificate=True), talk(port)


def stunnel(program):
    """Both sides of a tunnel: to a TLS server, and in front of a plain one."""
    plain = socket.create_server(("127.0.0.1", 0))
    at, out, into = folder("stunnel"), free_port(), free_port()
    seen = []
    with peer(client_certificate=True) as server:
        path = write(f"{at}/stunnel.conf", f"""
foreground = yes
pid = {at}/pid
debug = 4
[client]
client = yes
accept = 127.0.0.1:{out}
connect = 127.0.0.1:{server.port}
verifyChain = yes
CAfile = {PKI}/ca.pem
checkHost = localhost
cert = {PKI}/client_all.pem
[server]
accept = 127.0.0.1:{into}
connect = 127.0.0.1:{plain.getsockname()[1]}
cert = {PKI}/server_all.pem
CAfile = {PKI}/ca.pem
requireCert = yes
verifyChain = yes
""")
        with program.serve("stunnel4", path, port=out):
            seen.append(program.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{size_download}",
                                    f"http://127.0.0.1:{out}/bulk"))
            for version in VERSIONS:
                with socket.create_connection(("127.0.0.1", into), 10) as raw:
                    tls = context(version=version, client_certificate=True)
                    with tls.wrap_socket(raw, server_hostname="localhost") as s:
                        inner, _ = plain.accept()
                        s.sendall(b"ping")
                        inner.sendall(inner.recv(4) + b" pong")
                        seen.append((s.recv(20).decode(), s.version(), s.cipher()[0]))
                        inner.close()
                        seen.append(s.recv(20).decode())
            refused = attempt(fetch, into, context())
            seen.append(isinstance(refused, str) or refused[0]["status"] == "")
    # The port was tried before it was used: that connection may leave a session.
    return seen, [(facts["version"], facts["cipher"], facts["client"]) for facts in server.facts
                  if "client" in facts]


@contextlib.contextmanager
def cluster(program):
    at, port = folder("postgresql"), free_port()
    bins = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    shutil.chown(at, "postgres", "postgres")
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run([*as_postgres, f"{bins}/initdb", "-D", f"{at}/data", "-A", "trust", "-U", "postgres"],
                   check=True, capture_output=True)
    for name in ("server.pem", "server.key", "ca.pem"):
        shutil.copy(f"{PKI}/{name}", f"{at}/data/{name}")
        shutil.chown(f"{at}/data/{name}", "postgres", "postgres")
        os.chmod(f"{at}/data/{name}", 0o600)
    write(f"{at}/data/pg_hba.conf", "local all all trust\n"
          "hostssl all cert 127.0.0.1/32 cert map=m\nhostssl all scram 127.0.0.1/32 scram-sha-256\n"
          "hostssl all all 127.0.0.1/32 trust\n")
    write(f"{at}/data/pg_ident.conf", "m client cert\n")
    command = [*as_postgres, f"{bins}/postgres", "-D", f"{at}/data"]
    for option in ("ssl=on", "ssl_cert_file=server.pem", "ssl_key_file=server.key", "ssl_ca_file=ca.pem",
                   f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={at}",
                   "fsync=off"):
        command += ["-c", option]
    with program.serve(*command, port=port):
        sql = "create role cert login; create role scram login password 'secret'"
        subprocess.run(["psql", "-h", at, "-p", str(port), "-U", "postgres", "-c", sql], check=True,
                       capture_output=True)
        yield port


def psql(program, port, user="postgres", sql=None, **words):
    words = {"host": "localhost", "hostaddr": "127.0.0.1", "port": port, "user": user,
             "dbname": "postgres", "sslmode": "verify-full", "sslrootcert": f"{PKI}/ca.pem", **words}
    sql = sql or "select ssl, version, cipher, bits, client_dn from pg_stat_ssl where pid=pg_backend_pid()"
    status, text = program.run("psql", "-XAt", " ".join(f"{k}={v}" for k, v in words.items()), "-c", sql)
    return status, text.replace(str(port), "PORT")


def postgresql(program):
    program.loads("/usr/lib/postgresql/17/bin/psql")
    with cluster(program) as port:
        certificate = {"sslcert": f"{PKI}/client.pem", "sslkey": f"{WORK}/client.key"}
        shutil.copy(f"{PKI}/client.key", f"{WORK}/client.key")
        os.chmod(f"{WORK}/client.key", 0o600)
        return [
            psql(program, port), psql(program, port, sslnegotiation="direct"),
            psql(program, port, ssl_max_protocol_version="TLSv1.2"),
            psql(program, port, ssl_max_protocol_version="TLSv1.2", sslnegotiation="direct"),
            psql(program, port, sslrootcert=f"{PKI}/other.pem"),
            psql(program, port, user="cert", **certificate), psql(program, port, user="cert"),
            psql(program, port, user="scram", password="secret", channel_binding="require"),
            psql(program, port, user="scram", password="wrong", channel_binding="require"),
            psql(program, port, sql="select repeat('x', 3000000)")[1].count("x"),
        ]


def postgresql_ends(program):
    """The ends apart: each with the other on the system's libssl."""
    system = type(program)("system")
    with cluster(program) as port:
        seen = [psql(system, port), psql(system, port, sslnegotiation="direct")]
    with cluster(system) as port:
        return seen, psql(program, port), psql(program, port, sslnegotiation="direct")


@contextlib.contextmanager
def postfix(program, *settings):
    """A postfix of its own whose server speaks TLS on a port."""
    at, port = folder("postfix"), free_port()
    os.makedirs(f"{at}/spool")
    os.makedirs(f"{at}/data")
    shutil.chown(f"{at}/data", "postfix")
    shutil.copytree("/etc/postfix", f"{at}/etc", symlinks=True)
    with open("/usr/share/postfix/master.cf.dist") as file:
        services = [line for line in file if not re.match(r"(#?smtp +inet|#)", line)]
    services = [re.sub(r"^((?:\S+ +){4})[-y]( )", r"\1n\2", line) for line in services]
    write(f"{at}/etc/master.cf", "".join(services) + f"127.0.0.1:{port} inet n - n - - smtpd\n")
    write(f"{at}/etc/main.cf", "\n".join([
        "compatibility_level = 3.10", f"queue_directory = {at}/spool", f"data_directory = {at}/data",
        "myhostname = localhost", "mydestination = localhost", "inet_protocols = ipv4",
        "inet_interfaces = 127.0.0.1", "alias_maps =", "local_recipient_maps =",
        "local_transport = discard", f"maillog_file = /var/log/postfix.log",
        "default_database_type = cdb", "alias_database =", "smtpd_recipient_restrictions = permit_mynetworks",
        f"smtpd_tls_cert_file = {PKI}/server.pem", f"smtpd_tls_key_file = {PKI}/server.key",
        "smtpd_tls_security_level = may", "smtpd_tls_loglevel = 1", f"smtpd_tls_CAfile = {PKI}/ca.pem",
        "smtpd_tls_received_header = yes", f"smtp_tls_CAfile = {PKI}/ca.pem", "smtp_tls_loglevel = 1",
        "import_environment = LD_PRELOAD LD_LIBRARY_PATH MAIL_CONFIG LC_ALL",
        "smtpd_tls_eecdh_grade = auto", "tls_eecdh_auto_curves = X25519", *settings]) + "\n")
    with contextlib.suppress(OSError):
        os.remove("/var/log/postfix.log")
    status, text = program.run("postfix", "-c", f"{at}/etc", "start")
    assert status == 0, text
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.05)
        yield port
        program.look()
    finally:
        program.run("postfix", "-c", f"{at}/etc", "stop")


def mail_log(warnings=False):
    with open("/var/log/postfix.log") as file:
        lines = {re.sub(r"^.*?\]: ", "", line.strip()) for line in file if "TLS" in line or "RPK" in line}
    return sorted(line for line in lines if line.startswith("warning: ") == warnings)


def postfix_warnings(_):
    """What the server had to say against its libssl, in the case before."""
    return mail_log(warnings=True)


def postfix_server(program):
    seen = []
    with postfix(program, "smtpd_tls_ask_ccert = yes") as port:
        for version in VERSIONS:
            for certificate in (False, True):
                tls = context(version=version, client_certificate=certificate)
                with smtplib.SMTP("localhost", port, timeout=15) as mail:
                    seen.append(mail.starttls(context=tls))
                    seen.append((mail.sock.version(), mail.sock.cipher()[0]))
                    seen.append(mail.sendmail("me@localhost", ["you@localhost"], "Subject: x\n\nhello\n"))
    return seen, mail_log()


def finger(program, port, *words):
    status, text = program.run("posttls-finger", "-c", "-t5", "-L", "summary,verbose", "-F",
                               f"{PKI}/ca.pem", *words, f"[localhost]:{port}")
    text = text.replace(str(port), "PORT")
    return status, [re.sub(r"^posttls-finger: ", "", line) for line in text.splitlines()
                    if re.search(r"TLS connection|erif|Untrusted|Trusted|TLS-level|mismatch|not available", line)]


def postfix_client(program):
    """Postfix's TLS client, by the program that shows what it does, at each level of security."""
    with postfix(type(program)("system")) as port:
        return [finger(program, port, "-l", level) for level in ("may", "encrypt", "verify", "secure")] + [
            finger(program, port, "-l", "fingerprint", "-d", "sha256", "-m", "0" * 64)]


CASES = {
    "nginx": [nginx_serves, nginx_client_certificates, nginx_names, nginx_proxies],
    "apache2": [apache2],
    "haproxy": [haproxy],
    "stunnel": [stunnel],
    "postgresql": [postgresql, postgresql_ends],
    "postfix": [postfix_server, postfix_warnings, postfix_client],
}
