//! Own against rustls, an implementation that shares no code with ours.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, ClientConnection};
use rustls::crypto::{aws_lc_rs, verify_tls12_signature, verify_tls13_signature, CryptoProvider};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ServerConfig, ServerConnection};
use rustls::{
    Connection, DigitallySignedStruct, DistinguishedName, Error, HandshakeKind, SignatureScheme,
    SupportedProtocolVersion,
};

use super::endpoint::Peer;
use super::fixtures::Sort;
use crate::machine::{Outcome, Side};
use crate::registry::group::{NamedGroup, SECP256R1, SECP384R1, X25519};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

/// Takes any chain; signatures are checked.
#[derive(Debug)]
struct AnyChain {
    mandatory: bool,
}

fn provider(groups: &[NamedGroup]) -> Arc<CryptoProvider> {
    let mut provider = aws_lc_rs::default_provider();
    let has = |group: &&dyn rustls::crypto::SupportedKxGroup| {
        groups.contains(&NamedGroup(group.name().into()))
    };
    if !groups.is_empty() {
        provider.kx_groups.retain(|group| has(group));
    }
    Arc::new(provider)
}

fn schemes() -> rustls::crypto::WebPkiSupportedAlgorithms {
    aws_lc_rs::default_provider().signature_verification_algorithms
}

impl ServerCertVerifier for AnyChain {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &schemes())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &schemes())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes().supported_schemes()
    }
}

impl ClientCertVerifier for AnyChain {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &schemes())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &schemes())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes().supported_schemes()
    }
}

fn version(version: ProtocolVersion) -> &'static [&'static SupportedProtocolVersion] {
    let versions = rustls::ALL_VERSIONS;
    let (tls13, tls12) = versions.split_at(1);
    match version {
        TLS12 => tls12,
        _ => tls13,
    }
}

fn chain(sort: Sort) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let key = PrivateKeyDer::Pkcs8(sort.private_key().into());
    (vec![sort.certificate().into()], key)
}

/// What a rustls client is like.
struct Client {
    version: ProtocolVersion,
    groups: &'static [NamedGroup],
    certificate: Option<Sort>,
}

impl Client {
    fn config(&self) -> Arc<ClientConfig> {
        let builder = ClientConfig::builder_with_provider(provider(self.groups));
        let builder = builder.with_protocol_versions(version(self.version));
        let builder = builder.expect("a version").dangerous();
        let any = Arc::new(AnyChain { mandatory: false });
        let builder = builder.with_custom_certificate_verifier(any);
        let mut config = match self.certificate.map(chain) {
            None => builder.with_no_client_auth(),
            Some((chain, key)) => builder.with_client_auth_cert(chain, key).expect("a key"),
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

fn connect(config: &Arc<ClientConfig>) -> Connection {
    let name = ServerName::try_from("localhost").expect("a name");
    let client = ClientConnection::new(Arc::clone(config), name);
    client.expect("a client").into()
}

/// What a rustls server is like.
struct Server {
    version: ProtocolVersion,
    groups: &'static [NamedGroup],
    sort: Sort,
    /// It asks for a certificate; whether it insists.
    asks: Option<bool>,
    tickets: bool,
}

impl Server {
    fn new(version: ProtocolVersion) -> Server {
        Server {
            version,
            groups: &[],
            sort: Sort::P256,
            asks: None,
            tickets: true,
        }
    }

    fn config(&self) -> Arc<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(provider(self.groups));
        let builder = builder.with_protocol_versions(version(self.version));
        let builder = builder.expect("a version");
        let builder = match self.asks {
            None => builder.with_no_client_auth(),
            Some(mandatory) => builder.with_client_cert_verifier(Arc::new(AnyChain { mandatory })),
        };
        let (chain, key) = chain(self.sort);
        let mut config = builder.with_single_cert(chain, key).expect("a key");
        config.alpn_protocols = vec![b"h2".to_vec()];
        if self.tickets {
            config.ticketer = aws_lc_rs::Ticketer::new().expect("random bytes");
        }
        Arc::new(config)
    }
}

fn accept(config: &Arc<ServerConfig>) -> Connection {
    let server = ServerConnection::new(Arc::clone(config));
    server.expect("a server").into()
}

/// An endpoint of ours for one version.
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

/// Runs both sides until neither has anything to say; what rustls complains about.
fn drive(own: &mut Peer, other: &mut Connection) -> Result<(), Error> {
    for _ in 0..100 {
        match own.outcome {
            Some(Outcome::Failed(_)) => {}
            Some(Outcome::Done) => {
                own.read();
            }
            _ => {
                own.advance();
            }
        }
        let output = own.take_output();
        let mut input = &output[..];
        while !input.is_empty() {
            other.read_tls(&mut input).expect("memory");
            other.process_new_packets()?;
        }
        let mut answer = Vec::new();
        while other.wants_write() {
            other.write_tls(&mut answer).expect("memory");
        }
        own.deliver(&answer);
        if output.is_empty() && answer.is_empty() {
            return Ok(());
        }
    }
    panic!("the handshake has no end");
}

/// The handshake succeeds, and data goes both ways.
fn succeed(own: &mut Peer, other: &mut Connection) {
    let driven = drive(own, other);
    let journal = || own.link.take_journal().join("\n  ");
    if driven.is_err() || !matches!(own.outcome, Some(Outcome::Done)) {
        panic!("{driven:?}\n  {}", journal());
    }
    assert!(!other.is_handshaking());
    own.write(b"from us");
    other.writer().write_all(b"from rustls").expect("memory");
    drive(own, other).expect("records");
    let mut received = [0; 7];
    let read = other.reader().read_exact(&mut received);
    read.expect("our data");
    assert_eq!(&received, b"from us");
    assert_eq!(own.received.take(), b"from rustls");
}

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];

#[test]
fn servers_of_rustls_take_our_hello() {
    for version in VERSIONS {
        for sort in [Sort::P256, Sort::P384, Sort::Rsa, Sort::Ed25519] {
            let server = Server {
                sort,
                ..Server::new(version)
            };
            let mut client = own(Side::Client, version);
            client.configure(|config| config.host_name = Some(b"localhost".to_vec()));
            succeed(&mut client, &mut accept(&server.config()));
            assert_eq!(client.version(), version);
        }
    }
}

#[test]
fn clients_of_rustls_take_our_answer() {
    for version in VERSIONS {
        for sort in [Sort::P256, Sort::P384, Sort::Rsa, Sort::Ed25519] {
            let client = Client {
                version,
                groups: &[],
                certificate: None,
            };
            let mut server = own(Side::Server, version);
            server.configure(|config| config.credentials = vec![sort.credential()]);
            succeed(&mut server, &mut connect(&client.config()));
            assert_eq!(server.version(), version);
        }
    }
}

#[test]
fn protocols_are_agreed_with_rustls() {
    for version in VERSIONS {
        let mut client = own(Side::Client, version);
        client.configure(|config| config.alpn = b"\x08http/1.1\x02h2".to_vec());
        succeed(&mut client, &mut accept(&Server::new(version).config()));
        assert_eq!(&**client.facts.alpn.borrow(), b"h2");

        let mut server = own(Side::Server, version);
        server.configure(|config| config.callbacks.alpn_select = true);
        server
            .on
            .select_alpn
            .set(|_| Ok(Some(b"http/1.1".to_vec())));
        let client = Client {
            version,
            groups: &[],
            certificate: None,
        };
        let mut client = connect(&client.config());
        succeed(&mut server, &mut client);
        assert_eq!(client.alpn_protocol(), Some(&b"http/1.1"[..]));
    }
}

#[test]
fn another_group_is_asked_for() {
    let server = Server {
        groups: &[SECP384R1],
        ..Server::new(TLS13)
    };
    let mut client = own(Side::Client, TLS13);
    let mut server = accept(&server.config());
    succeed(&mut client, &mut server);
    assert_eq!(
        server.handshake_kind(),
        Some(HandshakeKind::FullWithHelloRetryRequest)
    );
    assert_eq!(client.facts.group.get(), Some(SECP384R1));

    let mut server = own(Side::Server, TLS13);
    server.configure(|config| config.groups = vec![SECP256R1]);
    let client = Client {
        version: TLS13,
        groups: &[X25519, SECP256R1],
        certificate: None,
    };
    let mut client = connect(&client.config());
    succeed(&mut server, &mut client);
    assert_eq!(
        client.handshake_kind(),
        Some(HandshakeKind::FullWithHelloRetryRequest)
    );
}

#[test]
fn certificates_of_clients_are_asked_for() {
    for version in VERSIONS {
        for certificate in [None, Some(Sort::P256), Some(Sort::Rsa), Some(Sort::Ed25519)] {
            let server = Server {
                asks: Some(false),
                ..Server::new(version)
            };
            let mut client = own(Side::Client, version);
            if let Some(sort) = certificate {
                client.configure(|config| {
                    config.credentials = vec![sort.credential()];
                    config.current = Some(sort.credential().key_type);
                });
            }
            let mut server = accept(&server.config());
            succeed(&mut client, &mut server);
            assert_eq!(server.peer_certificates().is_some(), certificate.is_some());

            let mut server = own(Side::Server, version);
            server.configure(|config| {
                config.verify.peer = true;
                config.session_id_context = b"context".to_vec();
            });
            let client = Client {
                version,
                groups: &[],
                certificate,
            };
            succeed(&mut server, &mut connect(&client.config()));
            assert_eq!(server.chain.borrow().is_empty(), certificate.is_none());
        }
    }
}

#[test]
fn our_clients_resume() {
    for (version, tickets) in [(TLS13, true), (TLS13, false), (TLS12, true), (TLS12, false)] {
        let server = Server {
            tickets,
            ..Server::new(version)
        }
        .config();
        let mut client = own(Side::Client, version);
        succeed(&mut client, &mut accept(&server));
        let mut client = client.again();
        let mut server = accept(&server);
        succeed(&mut client, &mut server);
        assert_eq!(server.handshake_kind(), Some(HandshakeKind::Resumed));
        assert!(client.facts.hit.get());
    }
}

#[test]
fn clients_of_rustls_resume() {
    for (version, no_ticket) in [(TLS13, false), (TLS13, true), (TLS12, false), (TLS12, true)] {
        let client = Client {
            version,
            groups: &[],
            certificate: None,
        }
        .config();
        let mut first = own(Side::Server, version);
        first.configure(|config| config.options.no_ticket = no_ticket);
        succeed(&mut first, &mut connect(&client));
        let mut second = first.again();
        let mut connection = connect(&client);
        succeed(&mut second, &mut connection);
        assert_eq!(connection.handshake_kind(), Some(HandshakeKind::Resumed));
        assert!(second.facts.hit.get());
    }
}
