//! Against the system's openssl program, over loopback.

use super::support::*;
use crate::error::reason::Reason;
use crate::handshake::keys;
use crate::handshake::*;
use crate::record::alert::AlertDescription;
use crate::record::RecordKey;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::ptr;
use std::time::Duration;

fn have_openssl() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok();
    if !found {
        eprintln!("SKIPPED: there is no openssl program");
    }
    found
}

/// Certificate and key as files, removed at the end.
struct Files(PathBuf);

impl Files {
    fn new(credential: &Credential) -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("libssl-rs-{}-{n}", std::process::id()));
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(dir.join("cert.der"), &credential.chain[0]).unwrap();
        std::fs::write(dir.join("key.der"), private_der(credential)).unwrap();
        Self(dir)
    }

    fn arguments(&self) -> Vec<String> {
        let path = |name| self.0.join(name).display().to_string();
        let words = ["-certform", "DER", "-keyform", "DER"];
        let mut arguments: Vec<String> = words.map(String::from).into();
        arguments.extend(["-cert".into(), path("cert.der")]);
        arguments.extend(["-key".into(), path("key.der")]);
        arguments
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn private_der(credential: &Credential) -> Vec<u8> {
    // SAFETY: the key is valid; the second call writes what the first asked for.
    unsafe {
        let len = openssl_sys::i2d_PrivateKey(credential.key.as_ptr(), ptr::null_mut());
        let mut der = vec![0; usize::try_from(len).unwrap()];
        let mut at = der.as_mut_ptr();
        assert_eq!(
            openssl_sys::i2d_PrivateKey(credential.key.as_ptr(), &mut at),
            len
        );
        der
    }
}

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An s_server that sends lines back reversed, and its port.
fn s_server(credential: &Credential, options: &[&str]) -> (Program, u16, Files) {
    start_s_server(credential, &[options, &["-rev"]].concat())
}

fn start_s_server(credential: &Credential, options: &[&str]) -> (Program, u16, Files) {
    let files = Files::new(credential);
    let mut child = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0"])
        .args(files.arguments())
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines
        .find_map(|line| {
            let line = line.ok()?;
            line.strip_prefix("ACCEPT ")?
                .rsplit(':')
                .next()?
                .parse()
                .ok()
        })
        .expect("s_server did not start");
    std::thread::spawn(move || lines.for_each(drop));
    (Program(child), port, files)
}

/// A connection with its keys.
struct Talk {
    stream: TcpStream,
    read: RecordKey,
    write: RecordKey,
    facts: Facts,
    peer_chain: Vec<Vec<u8>>,
    session: Option<ClientSession>,
    sessions: Vec<ClientSession>,
}

fn read_record(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut record = vec![0; 5];
    stream.read_exact(&mut record).ok()?;
    let len = usize::from(u16::from_be_bytes([record[3], record[4]]));
    record.resize(5 + len, 0);
    stream.read_exact(&mut record[5..]).ok()?;
    Some(record)
}

fn handshake(mut stream: TcpStream, app: &App, mut engine: Engine) -> Result<Talk, Failure> {
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let mut record = Vec::new();
    let established = loop {
        let mut output = Vec::new();
        let step = engine.step(app, &record, &mut output);
        stream.write_all(&output).unwrap();
        match step {
            Step::NeedRecord => record = read_record(&mut stream).expect("a record"),
            Step::Established(established) => break established,
            Step::Failed(failure) => return Err(failure),
            other => panic!("{other:?}"),
        }
    };
    Ok(Talk {
        stream,
        read: established.read.key,
        write: established.write.key,
        facts: established.facts,
        peer_chain: established.peer_chain,
        session: established.session,
        sessions: Vec::new(),
    })
}

impl Talk {
    fn send(&mut self, content_type: u8, content: &[u8]) {
        let mut record = Vec::new();
        keys::seal(
            &mut self.write,
            content_type.into(),
            content,
            0,
            &mut record,
        )
        .unwrap();
        self.stream.write_all(&record).unwrap();
    }

    /// A line from the peer; tickets before it are kept.
    fn line(&mut self) -> String {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let record = read_record(&mut self.stream).expect("a record");
            let (kind, content) = open(&mut self.read, &record).expect("its key");
            match kind {
                22 if content[0] == 4 => {
                    self.sessions.push(session(&self.facts, &content).0);
                }
                23 => line.extend(content),
                other => panic!("content type {other}"),
            }
        }
        String::from_utf8(line).unwrap()
    }
}

fn client(app: &App, port: u16) -> Result<Talk, Failure> {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    handshake(stream, app, Engine::client())
}

fn version_option(version: ProtocolVersion) -> &'static str {
    match version {
        TLS13 => "-tls1_3",
        _ => "-tls1_2",
    }
}

#[test]
fn client_with_s_server() {
    if !have_openssl() {
        return;
    }
    for version in [TLS12, TLS13] {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            let options = [version_option(version), "-alpn", "h2"];
            let (_program, port, _files) = s_server(&credential(sort), &options);
            let app = App::new(version);
            app.parameters.borrow_mut().server_name = Some("localhost".into());
            app.parameters.borrow_mut().alpn = b"\x02h2".to_vec();
            for resumed in [false, true] {
                let mut talk = client(&app, port).unwrap();
                assert_eq!(talk.facts.resumed, resumed);
                assert_eq!(*talk.facts.alpn, *b"h2");
                talk.send(23, b"hello\n");
                assert_eq!(talk.line(), "olleh\n");
                talk.send(21, &[1, 0]);
                let tls12 = talk.session.take();
                app.parameters.borrow_mut().session = tls12.or(talk.sessions.pop());
            }
        }
    }
}

#[test]
fn client_certificate_with_s_server() {
    if !have_openssl() {
        return;
    }
    for version in [TLS12, TLS13] {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            let options = [version_option(version), "-Verify", "1"];
            let (_program, port, _files) = s_server(&credential(Sort::Rsa), &options);
            let app = App::new(version);
            app.parameters.borrow_mut().credentials = vec![credential(sort)];
            let mut talk = client(&app, port).unwrap();
            assert!(talk.facts.certificate_requested);
            talk.send(23, b"hello\n");
            assert_eq!(talk.line(), "olleh\n");
        }
    }
}

#[test]
fn groups_with_s_server() {
    if !have_openssl() {
        return;
    }
    let groups = [("P-521", 25), ("X448", 30)];
    for (version, (name, group)) in [TLS12, TLS13].into_iter().zip(groups) {
        let (_program, port, _files) = s_server(&credential(Sort::Rsa), &["-groups", name]);
        let app = App::new(version);
        let mut talk = client(&app, port).unwrap();
        assert_eq!(talk.facts.group, Some(NamedGroup(group)));
        talk.send(23, b"hello\n");
        assert_eq!(talk.line(), "olleh\n");
    }
}

#[test]
fn retry_with_s_server() {
    if !have_openssl() {
        return;
    }
    let (_program, port, _files) = s_server(&credential(Sort::Ecdsa), &["-groups", "P-384"]);
    let app = App::new(TLS13);
    let mut talk = client(&app, port).unwrap();
    assert_eq!(talk.facts.group, Some(NamedGroup(24)));
    talk.send(23, b"hello\n");
    assert_eq!(talk.line(), "olleh\n");
}

#[test]
fn failures_with_s_server() {
    if !have_openssl() {
        return;
    }
    let (_program, port, _files) = s_server(&credential(Sort::Ecdsa), &["-tls1_3"]);
    let failure = client(&App::new(TLS12), port).err().unwrap();
    assert_eq!(failure.alert_received, Some(AlertDescription(70)));
    let app = App::new(TLS13);
    app.verify.set(Some(Fatal::new(
        AlertDescription(48),
        Reason::CERTIFICATE_VERIFY_FAILED,
    )));
    assert_eq!(
        client(&app, port).err().unwrap().alert_sent,
        Some(AlertDescription(48))
    );
}

/// Runs s_client against our server; its output, and what our side had to say.
fn s_client<T>(
    app: &App,
    options: &[&str],
    serve: impl FnOnce(Result<Talk, Failure>) -> T,
) -> (String, T) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut program = Command::new("openssl")
        .args(["s_client", "-connect", &address, "-ign_eof", "-quiet"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(b"hello\n").unwrap();
    let (stream, _) = listener.accept().unwrap();
    let talk = handshake(stream, app, Engine::server()).map(|mut talk| {
        if talk.facts.version == Some(TLS13) {
            talk.send(22, &app.tls13_ticket(&talk.facts));
        }
        talk
    });
    let served = serve(talk);
    let output = program.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), served)
}

fn answer(talk: Result<Talk, Failure>) -> (Facts, Vec<Vec<u8>>) {
    let mut talk = talk.unwrap();
    assert_eq!(talk.line(), "hello\n");
    talk.send(23, b"answer\n");
    talk.send(21, &[1, 0]);
    (talk.facts, talk.peer_chain)
}

#[test]
fn server_with_s_client() {
    if !have_openssl() {
        return;
    }
    for version in [TLS12, TLS13] {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            for stateless in [true, false] {
                let app = App::server(version, sort);
                app.tickets.set(stateless);
                *app.alpn.borrow_mut() = AlpnAnswer::Select(b"h2".to_vec());
                let files = Files::new(&app.parameters.borrow().credentials[0]);
                let session = files.0.join("session").display().to_string();
                let mut options = vec!["-servername", "localhost", "-alpn", "h2"];
                options.extend([version_option(version), "-sess_out", &session]);
                let (text, (facts, _)) = s_client(&app, &options, answer);
                assert!(text.contains("answer"), "{text}");
                assert_eq!(*facts.alpn, *b"h2");
                let name = facts.server_name.clone();
                assert_eq!(name.as_deref(), Some("localhost"));

                let mut options = vec!["-servername", "localhost"];
                options.extend([version_option(version), "-sess_in", &session]);
                let (text, (facts, _)) = s_client(&app, &options, answer);
                assert!(text.contains("answer"), "{text}");
                assert!(facts.resumed, "{version:?} {sort:?} {stateless}");
            }
        }
    }
}

#[test]
fn client_certificate_with_s_client() {
    if !have_openssl() {
        return;
    }
    for version in [TLS12, TLS13] {
        for sort in [Sort::Ecdsa, Sort::Rsa, Sort::Ed25519] {
            let app = App::server(version, Sort::Ecdsa);
            app.parameters.borrow_mut().verify = VerifyMode {
                peer: true,
                require: true,
                post_handshake: false,
            };
            let own = credential(sort);
            let files = Files::new(&own);
            let arguments = files.arguments();
            let mut options: Vec<&str> = arguments.iter().map(String::as_str).collect();
            options.push(version_option(version));
            let (text, (_, peer_chain)) = s_client(&app, &options, answer);
            assert!(text.contains("answer"), "{text}");
            assert_eq!(peer_chain, own.chain);
        }
    }
}

#[test]
fn retry_with_s_client() {
    if !have_openssl() {
        return;
    }
    let app = App::server(TLS13, Sort::Ecdsa);
    app.profile(|p| p.groups = vec![NamedGroup(24)]);
    let (text, (facts, _)) = s_client(&app, &["-groups", "X25519:P-384"], answer);
    assert!(text.contains("answer"), "{text}");
    assert_eq!(facts.group, Some(NamedGroup(24)));
}

#[test]
fn failures_with_s_client() {
    if !have_openssl() {
        return;
    }
    let fails = |app: &App, options: &[&str], words: &str| {
        let (text, alert) = s_client(app, options, |talk| talk.err().unwrap().alert_sent);
        assert!(text.contains(words), "{text}");
        alert.map(|alert| alert.0)
    };
    for version in [TLS12, TLS13] {
        let app = App::server(version, Sort::Ecdsa);
        app.parameters.borrow_mut().verify = VerifyMode {
            peer: true,
            require: true,
            post_handshake: false,
        };
        let (words, alert) = match version {
            TLS13 => ("tlsv13 alert certificate required", 116),
            _ => ("sslv3 alert handshake failure", 40),
        };
        assert_eq!(fails(&app, &[], words), Some(alert));

        let app = App::server(version, Sort::Ecdsa);
        app.profile(|p| {
            p.tls12_suites = vec![CipherSuite(0xc02c)];
            p.tls13_suites = vec![CipherSuite(0x1302)];
        });
        let options = [
            "-ciphersuites",
            "TLS_AES_128_GCM_SHA256",
            "-cipher",
            "ECDHE+AES128",
        ];
        let words = "sslv3 alert handshake failure";
        assert_eq!(fails(&app, &options, words), Some(40));
    }
    let app = App::server(TLS13, Sort::Ecdsa);
    let words = "tlsv1 alert protocol version";
    assert_eq!(fails(&app, &["-tls1_2"], words), Some(70));
}

/// A client with a session of another server sends early data before it hears that we do not know the
/// session: records that nobody here can open, and no part of the handshake.
#[test]
fn early_data_that_nobody_wants() {
    if !have_openssl() {
        return;
    }
    let options = ["-early_data", "-no_anti_replay"];
    let (_program, port, files) = start_s_server(&credential(Sort::Ecdsa), &options);
    let path = |name| files.0.join(name).display().to_string();
    let (session, early) = (path("session"), path("early"));
    let mut first = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}")])
        .args(["-sess_out", &session])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..100 {
        if std::path::Path::new(&session).exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // It ends at this letter.
    first.stdin.take().unwrap().write_all(b"Q\n").unwrap();
    first.wait().unwrap();

    for (length, groups) in [(100, vec![29]), (16_384, vec![29]), (16_384, vec![24])] {
        std::fs::write(&early, vec![b'x'; length]).unwrap();
        let app = App::server(TLS13, Sort::Ecdsa);
        // With another group the client is asked to retry, and stops.
        app.profile(|p| p.groups = groups.into_iter().map(NamedGroup).collect());
        let options = ["-sess_in", &session, "-early_data", &early];
        let (text, (facts, _)) = s_client(&app, &options, answer);
        assert!(text.contains("answer"), "{text}");
        assert!(!facts.resumed);
        let first = app.parameters.borrow().profile.groups[0];
        assert_eq!(facts.group, Some(first));
        let alerts = app
            .log
            .borrow()
            .iter()
            .filter(|l| l.contains("Write 2"))
            .count();
        assert_eq!(alerts, 0);
    }
    std::fs::write(&early, vec![b'x'; 10_000]).unwrap();
    for limit in [0, 9000] {
        let app = App::server(TLS13, Sort::Ecdsa);
        app.parameters.borrow_mut().max_early_data = limit;
        let options = ["-sess_in", &session, "-early_data", &early];
        let (_, failure) = s_client(&app, &options, |talk| talk.err().unwrap());
        assert_eq!(failure.reason, Reason::TOO_MUCH_EARLY_DATA);
        assert_eq!(failure.alert_sent, Some(AlertDescription(10)));
    }
}
