//! Own against the system's openssl program, over loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use super::endpoint::Peer;
use super::fixtures::{Sort, SORTS};
use crate::cipher::Cipher;
use crate::link::Records;
use crate::machine::{Outcome, Side};
use crate::registry::alert::CLOSE_NOTIFY;
use crate::registry::group::SECP384R1;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];

/// A program that ends with the test.
struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Program {
    fn start(arguments: &[String]) -> (Program, impl Iterator<Item = String>) {
        let mut child = Command::new("openssl")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl program");
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        (Program { child, stdin }, lines.map_while(Result::ok))
    }

    /// Types a line. Commands are looked for at the start of what one read gives.
    fn say(&mut self, line: &str) {
        std::thread::sleep(Duration::from_millis(100));
        let stdin = self.stdin.as_mut().expect("not closed");
        stdin.write_all(line.as_bytes()).expect("a pipe");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn key(sort: Sort) -> Vec<String> {
    let words = ["-certform", "DER", "-keyform", "DER"].map(String::from);
    let files = [
        "-cert".into(),
        sort.path("crt"),
        "-key".into(),
        sort.path("key"),
    ];
    words.into_iter().chain(files).collect()
}

fn words(words: &str) -> Vec<String> {
    words.split_whitespace().map(String::from).collect()
}

fn version_option(version: ProtocolVersion) -> &'static str {
    match version {
        TLS12 => " -tls1_2",
        _ => " -tls1_3",
    }
}

/// An s_server and its port.
fn s_server(sort: Sort, options: &str) -> (Program, u16) {
    let mut arguments = words("s_server -accept 127.0.0.1:0");
    arguments.extend(key(sort));
    arguments.extend(words(options));
    let (program, mut lines) = Program::start(&arguments);
    let port = lines.find_map(|line| {
        line.strip_prefix("ACCEPT ")?
            .rsplit(':')
            .next()?
            .parse()
            .ok()
    });
    std::thread::spawn(move || lines.for_each(drop));
    (program, port.expect("it did not start"))
}

/// A connection of ours.
struct Talk {
    peer: Peer,
    stream: TcpStream,
}

impl Talk {
    fn of(peer: Peer, stream: TcpStream) -> Talk {
        let timeout = Some(Duration::from_secs(10));
        stream.set_read_timeout(timeout).expect("a socket");
        Talk { peer, stream }
    }

    fn connect(peer: Peer, port: u16) -> Talk {
        let stream = TcpStream::connect(("127.0.0.1", port));
        Talk::of(peer, stream.expect("a server"))
    }

    fn flush(&mut self) {
        let output = self.peer.take_output();
        self.stream.write_all(&output).expect("a socket");
    }

    /// Reads what has come. False at the end.
    fn fill(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let length = self.stream.read(&mut buffer).expect("a socket");
        self.peer.deliver(&buffer[..length]);
        length > 0
    }

    fn handshake(mut self) -> Talk {
        loop {
            let outcome = self.peer.advance();
            self.flush();
            match outcome {
                Outcome::Done => return self,
                Outcome::Record if self.fill() => {}
                _ => panic!("{}", self.peer.take_journal().join("\n")),
            }
        }
    }

    /// Reads until something holds. Messages are answered.
    fn until(&mut self, holds: impl Fn(&Peer) -> bool) {
        loop {
            let outcome = self.peer.read();
            self.flush();
            if holds(&self.peer) {
                return;
            }
            if matches!(outcome, Outcome::Failed(_)) || !self.fill() {
                panic!("{}", self.peer.take_journal().join("\n"));
            }
        }
    }

    /// Reads a line.
    fn line(&mut self) -> String {
        self.until(|peer| peer.received.borrow().ends_with(b"\n"));
        String::from_utf8(self.peer.received.take()).expect("text")
    }

    /// Says that nothing follows; without that a server would forget the session.
    fn close(mut self) {
        self.peer.warn(CLOSE_NOTIFY);
        self.flush();
    }

    /// An s_server with -rev sends lines back from behind.
    fn reverse(&mut self) {
        self.peer.write(b"hello\n");
        self.flush();
        assert_eq!(self.line(), "olleh\n");
    }
}

fn own(side: Side, version: ProtocolVersion) -> Peer {
    let peer = Peer::new(side);
    peer.configure(|config| {
        config.lowest = Some(version);
        config.highest = Some(version);
        if side == Side::Server {
            config.credentials = vec![Sort::P256.credential()];
        }
    });
    peer
}

#[test]
fn our_clients_verify_each_key() {
    for version in VERSIONS {
        for sort in SORTS {
            let (_program, port) = s_server(sort, "-rev");
            let client = own(Side::Client, version);
            let mut talk = Talk::connect(client, port).handshake();
            talk.reverse();
            assert_eq!(talk.peer.version(), version);
            assert_eq!(*talk.peer.chain.borrow(), [sort.certificate()]);
        }
    }
}

#[test]
fn our_clients_speak_each_suite() {
    let (_rsa, rsa) = s_server(Sort::Rsa, "-rev -cipher ALL");
    let (_ecdsa, ecdsa) = s_server(Sort::P256, "-rev -cipher ALL");
    let mut suites = own(Side::Client, TLS12).config.borrow().suites.clone();
    let others = [
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    ];
    let find = |name: &&str| Cipher::find_standard_name(name.as_bytes());
    suites.extend(others.iter().filter_map(find));
    assert_eq!(suites.len(), 11);
    for suite in suites {
        let port = match suite.auth {
            crate::cipher::auth::ECDSA => ecdsa,
            _ => rsa,
        };
        let client = own(
            Side::Client,
            match suite.is_tls13() {
                true => TLS13,
                false => TLS12,
            },
        );
        client.configure(|config| config.suites = vec![suite]);
        let mut talk = Talk::connect(client, port).handshake();
        talk.reverse();
        assert_eq!(talk.peer.facts.suite.get(), Some(suite));
    }
}

#[test]
fn our_clients_follow_a_retry() {
    let (_program, port) = s_server(Sort::P256, "-rev -groups P-384");
    let mut talk = Talk::connect(own(Side::Client, TLS13), port).handshake();
    talk.reverse();
    assert_eq!(talk.peer.facts.group.get(), Some(SECP384R1));
}

#[test]
fn our_clients_show_certificates() {
    for version in VERSIONS {
        for sort in [None, Some(Sort::P256), Some(Sort::Rsa), Some(Sort::Ed25519)] {
            let options = match sort {
                None => "-rev -verify 1",
                Some(_) => "-rev -Verify 1",
            };
            let (_program, port) = s_server(Sort::P256, options);
            let client = own(Side::Client, version);
            if let Some(sort) = sort {
                client.configure(|config| {
                    config.credentials = vec![sort.credential()];
                    config.current = Some(sort.credential().key_type);
                });
            }
            let mut talk = Talk::connect(client, port).handshake();
            talk.reverse();
            assert!(talk.peer.has_noted("receive CERTIFICATE_REQUEST"));
        }
    }
}

#[test]
fn our_clients_resume() {
    for version in VERSIONS {
        for options in ["-rev", "-rev -no_ticket"] {
            let (_program, port) = s_server(Sort::P256, options);
            let mut talk = Talk::connect(own(Side::Client, version), port).handshake();
            talk.reverse();
            for _ in 0..2 {
                let client = talk.peer.again();
                // The server takes one after the other.
                talk.close();
                talk = Talk::connect(client, port).handshake();
                talk.reverse();
                assert!(talk.peer.facts.hit.get(), "{version:?} {options}");
            }
        }
    }
}

#[test]
fn our_clients_follow_what_comes_later() {
    // A server that asks for new keys, and for another handshake.
    let (mut program, port) = s_server(Sort::P256, "");
    let mut talk = Talk::connect(own(Side::Client, TLS13), port).handshake();
    program.say("K\n");
    talk.until(|peer| peer.has_noted("log SERVER_TRAFFIC_SECRET_N"));
    talk.peer.write(b"question\n");
    talk.flush();
    assert!(talk.peer.has_noted("log CLIENT_TRAFFIC_SECRET_N"));
    program.say("answer\n");
    assert_eq!(talk.line(), "answer\n");

    let (mut program, port) = s_server(Sort::P256, "");
    let mut talk = Talk::connect(own(Side::Client, TLS12), port).handshake();
    talk.peer.take_journal();
    program.say("r\n");
    talk.until(|peer| peer.has_noted("end_session"));
    program.say("answer\n");
    assert_eq!(talk.line(), "answer\n");
}

/// Accepts a connection of an s_client, which says a line and gets another.
fn serve(listener: &TcpListener, server: Peer) -> Talk {
    let (stream, _) = listener.accept().expect("a client");
    let mut talk = Talk::of(server, stream).handshake();
    assert_eq!(talk.line(), "hello\n");
    talk.peer.write(b"answer\n");
    talk.flush();
    talk
}

fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    (listener, format!("s_client -connect {address} "))
}

/// Runs an s_client, which says hello.
fn s_client(command: &str, options: &str) -> Program {
    s_client_with(&[words(command), words(options)].concat())
}

fn s_client_with(arguments: &[String]) -> Program {
    let (mut program, lines) = Program::start(arguments);
    std::thread::spawn(move || lines.for_each(drop));
    program.say("hello\n");
    program
}

#[test]
fn our_servers_sign_with_each_key() {
    let (listener, command) = listen();
    for version in VERSIONS {
        for sort in SORTS {
            let server = own(Side::Server, version);
            server.configure(|config| config.credentials = vec![sort.credential()]);
            let _program = s_client(&command, version_option(version));
            let talk = serve(&listener, server);
            assert_eq!(talk.peer.version(), version);
        }
    }
}

#[test]
fn our_servers_ask_for_another_group() {
    let (listener, command) = listen();
    let server = own(Side::Server, TLS13);
    server.configure(|config| config.groups = vec![SECP384R1]);
    let _program = s_client(&command, "-groups X25519:P-384");
    let talk = serve(&listener, server);
    assert_eq!(talk.peer.facts.group.get(), Some(SECP384R1));
}

#[test]
fn our_servers_ask_for_certificates() {
    let (listener, command) = listen();
    for version in VERSIONS {
        for sort in [None, Some(Sort::P256), Some(Sort::Rsa), Some(Sort::Ed25519)] {
            let server = own(Side::Server, version);
            server.configure(|config| {
                config.verify.peer = true;
                config.session_id_context = b"context".to_vec();
            });
            let mut arguments = words(&command);
            arguments.extend(words(version_option(version)));
            arguments.extend(sort.map(key).unwrap_or_default());
            let _program = s_client_with(&arguments);
            let talk = serve(&listener, server);
            let shown = talk.peer.chain.borrow().first().cloned();
            assert_eq!(shown, sort.map(Sort::certificate));
        }
    }
}

#[test]
fn our_servers_resume() {
    let (listener, command) = listen();
    for version in VERSIONS {
        for no_ticket in [false, true] {
            let name = format!("libssl-rs-{}-{}-{no_ticket}", std::process::id(), version.0);
            let file = std::env::temp_dir().join(name);
            let option = |option: &str| format!("{option} {}", file.display());
            let version_option = version_option(version);
            let server = own(Side::Server, version);
            server.configure(|config| config.options.no_ticket = no_ticket);
            let options = option("-sess_out") + version_option;
            let mut program = s_client(&command, &options);
            let talk = serve(&listener, server);
            program.say("Q\n");
            program.child.wait().expect("a program");
            let options = option("-sess_in") + version_option;
            let _program = s_client(&command, &options);
            let talk = serve(&listener, talk.peer.again());
            let _ = std::fs::remove_file(&file);
            assert!(talk.peer.facts.hit.get(), "{version:?} {no_ticket}");
        }
    }
}

#[test]
fn our_servers_follow_what_comes_later() {
    let (listener, command) = listen();
    let mut program = s_client(&command, "-tls1_3");
    let mut talk = serve(&listener, own(Side::Server, TLS13));
    program.say("K\n");
    talk.until(|peer| peer.has_noted("log CLIENT_TRAFFIC_SECRET_N"));
    talk.peer.write(b"under new keys\n");
    talk.flush();
    program.say("more\n");
    assert_eq!(talk.line(), "more\n");

    let server = own(Side::Server, TLS12);
    server.configure(|config| config.options.allow_client_renegotiation = true);
    let mut program = s_client(&command, "-tls1_2");
    let mut talk = serve(&listener, server);
    talk.peer.take_journal();
    program.say("R\n");
    talk.until(|peer| peer.has_noted("end_session"));
    program.say("more\n");
    assert_eq!(talk.line(), "more\n");
}
