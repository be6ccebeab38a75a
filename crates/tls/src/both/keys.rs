//! Keys are derived, logged and used.

use std::mem;

use crate::cipher::{enc, Cipher};
use crate::error::{Fatal, Reason};
use crate::link::{Direction, Link, Rule};
use crate::machine::{Handshake, Secrets, Side};
use crate::record::AeadAlgorithm;
use crate::registry::alert;
use crate::schedule::{
    HandshakeStage, Hash, Keep, KeyLengths, Master, MasterSecret, Secret, SecretBytes,
};

/// The stage of TLS 1.3's key schedule that a key comes from (`SSL3_CC_EARLY`, `SSL3_CC_HANDSHAKE`,
/// `SSL3_CC_APPLICATION`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Early,
    Handshake,
    Application,
}

/// `ssl_cipher_get_evp`: the cipher of a suite. Those that are no AEAD, or of libcrypto alone, are a later
/// step.
fn algorithm(suite: &Cipher) -> Result<AeadAlgorithm, Fatal> {
    match suite.enc {
        enc::AES128GCM => Ok(AeadAlgorithm::Aes128Gcm),
        enc::AES256GCM => Ok(AeadAlgorithm::Aes256Gcm),
        enc::CHACHA20 => Ok(AeadAlgorithm::ChaCha20Poly1305),
        _ => Err(Fatal::INTERNAL),
    }
}

/// Keeps a secret that outlives the handshake.
fn bytes(secret: &Secret) -> Result<SecretBytes, Fatal> {
    SecretBytes::new(secret.as_ref()).ok_or(Fatal::INTERNAL)
}

impl Handshake {
    fn suite(&self, link: &dyn Link) -> Result<&'static Cipher, Fatal> {
        link.facts().suite.get().ok_or(Fatal::INTERNAL)
    }

    /// `ssl_handshake_md`: the hash of the negotiated suite.
    pub(crate) fn handshake_hash(&self, link: &dyn Link) -> Result<Hash, Fatal> {
        let version = self.method().unnegotiated();
        Ok(self.suite_hash(self.suite(link)?, version))
    }

    /// The client is the sender of what goes this way.
    fn is_from_client(&self, direction: Direction) -> bool {
        (self.side == Side::Client) == (direction == Direction::Write)
    }

    /// `tls13_change_cipher_state`: derives the secret of a direction, logs it, and uses its key.
    pub(crate) fn change_keys(
        &mut self,
        link: &dyn Link,
        stage: Stage,
        direction: Direction,
    ) -> Result<(), Fatal> {
        match (stage, self.is_from_client(direction)) {
            (Stage::Early, true) => self.use_early_key(link, direction),
            // The server sends no early data.
            (Stage::Early, false) => Err(Fatal::INTERNAL),
            (Stage::Handshake, from_client) => self.use_handshake_key(link, direction, from_client),
            (Stage::Application, true) => self.use_client_key(link, direction),
            (Stage::Application, false) => self.use_server_key(link, direction),
        }
    }

    /// The suite of early data is the session's, since none is negotiated; on a client, the one of a key from
    /// outside if the session takes no early data.
    fn use_early_key(&mut self, link: &dyn Link, direction: Direction) -> Result<(), Fatal> {
        let (mut suite, mut is_external) = (None, false);
        link.session(&mut |session| {
            suite = session.suite;
            is_external = self.side == Side::Client && session.max_early_data == 0;
        });
        if is_external {
            suite = None;
            link.candidate(&mut |session| suite = session.suite);
        }
        let bad_psk = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK);
        let algorithm = algorithm(suite.ok_or(bad_psk)?)?;
        let Secrets::Early(early) = &self.secrets else {
            return Err(Fatal::INTERNAL);
        };
        let hello = self.transcript.collected_digest(early.hash())?;
        let (exporter, traffic) = (early.exporter(&hello)?, early.client_traffic(&hello)?);
        let key = traffic.record_key(algorithm)?;
        *link.facts().early_exporter_secret.borrow_mut() = bytes(&exporter)?;
        link.key_log("EARLY_EXPORTER_SECRET", exporter.as_ref());
        link.key_log("CLIENT_EARLY_TRAFFIC_SECRET", traffic.as_ref());
        link.install(direction, Some(key), None);
        if self.side == Side::Client {
            link.rule(Rule::OwnPlaintextAlerts(true));
        }
        Ok(())
    }

    fn use_handshake_key(
        &mut self,
        link: &dyn Link,
        direction: Direction,
        from_client: bool,
    ) -> Result<(), Fatal> {
        let algorithm = algorithm(self.suite(link)?)?;
        self.begin_handshake_stage(link)?;
        let stage = self.handshake_stage()?;
        let secret = match from_client {
            true => stage.client_traffic()?,
            false => stage.server_traffic()?,
        };
        let (key, finished) = secret.handshake_keys(algorithm)?;
        let label = match from_client {
            true => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            false => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        };
        link.key_log(label, secret.as_ref());
        match from_client {
            true => self.client_finished_key = Some(finished),
            false => self.server_finished_key = Some(finished),
        }
        self.install(link, direction, key, None);
        Ok(())
    }

    /// The exporter's secret comes with the server's.
    fn use_server_key(&mut self, link: &dyn Link, direction: Direction) -> Result<(), Fatal> {
        let algorithm = algorithm(self.suite(link)?)?;
        let master = self.master()?;
        let (secret, exporter) = (master.server_traffic()?, master.exporter()?);
        let key = secret.record_key(algorithm)?;
        *link.facts().exporter_secret.borrow_mut() = bytes(&exporter)?;
        link.key_log("EXPORTER_SECRET", exporter.as_ref());
        link.key_log("SERVER_TRAFFIC_SECRET_0", secret.as_ref());
        self.install(link, direction, key, Some(secret));
        Ok(())
    }

    /// The resumption secret comes with the client's, the last of the secrets.
    fn use_client_key(&mut self, link: &dyn Link, direction: Direction) -> Result<(), Fatal> {
        let algorithm = algorithm(self.suite(link)?)?;
        let client_finished = self.transcript.current()?;
        let master = self.master()?;
        let resumption = master.resumption(&client_finished)?;
        let secret = master.client_traffic()?;
        let key = secret.record_key(algorithm)?;
        *link.facts().resumption_secret.borrow_mut() = bytes(&resumption)?;
        link.key_log("CLIENT_TRAFFIC_SECRET_0", secret.as_ref());
        self.install(link, direction, key, Some(secret));
        // The handshake is over.
        self.secrets = Secrets::None;
        self.server_finished_key = None;
        self.client_finished_key = None;
        self.certificate_hash = Vec::new();
        Ok(())
    }

    fn install(
        &self,
        link: &dyn Link,
        direction: Direction,
        key: crate::record::RecordKey,
        secret: Option<Secret>,
    ) {
        if (self.side, direction) == (Side::Client, Direction::Write) {
            link.rule(Rule::OwnPlaintextAlerts(false));
        }
        link.install(direction, Some(key), secret);
    }

    /// The ServerHello is the last message of the transcript.
    fn begin_handshake_stage(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        let hash = self.handshake_hash(link)?;
        self.transcript.start(&hash, Keep::Nothing)?;
        self.secrets = match mem::replace(&mut self.secrets, Secrets::None) {
            Secrets::Agreed(secret) => {
                Secrets::Handshake(secret.after_server_hello(self.transcript.current()?))
            }
            other => other,
        };
        Ok(())
    }

    fn handshake_stage(&self) -> Result<&HandshakeStage, Fatal> {
        match &self.secrets {
            Secrets::Handshake(stage) => Ok(stage),
            Secrets::Master(both) => Ok(&both.0),
            _ => Err(Fatal::INTERNAL),
        }
    }

    fn master(&self) -> Result<&Master, Fatal> {
        match &self.secrets {
            Secrets::Master(both) => Ok(&both.1),
            _ => Err(Fatal::INTERNAL),
        }
    }

    /// `tls13_generate_master_secret`; the server's Finished is the last message of the transcript.
    pub(crate) fn make_master_secret(&mut self) -> Result<(), Fatal> {
        let finished = self.transcript.current()?;
        self.secrets = match mem::replace(&mut self.secrets, Secrets::None) {
            Secrets::Handshake(stage) => {
                let master = stage.master(finished)?;
                Secrets::Master(Box::new((stage, master)))
            }
            _ => return Err(Fatal::INTERNAL),
        };
        Ok(())
    }

    /// `tls13_update_key`: the next key of a direction.
    pub(crate) fn update_key(&self, link: &dyn Link, direction: Direction) -> Result<(), Fatal> {
        let algorithm = algorithm(self.suite(link)?)?;
        let secret = link.secret(direction).ok_or(Fatal::INTERNAL)?.next()?;
        let key = secret.record_key(algorithm)?;
        let label = match self.is_from_client(direction) {
            true => "CLIENT_TRAFFIC_SECRET_N",
            false => "SERVER_TRAFFIC_SECRET_N",
        };
        link.key_log(label, secret.as_ref());
        link.install(direction, Some(key), Some(secret));
        Ok(())
    }

    /// The master secret of the session, up to TLS 1.2.
    pub(crate) fn master_secret(&self, link: &dyn Link) -> Result<MasterSecret, Fatal> {
        let hash = self.handshake_hash(link)?;
        let mut secret = None;
        link.session(&mut |session| {
            secret = Some(MasterSecret::new(hash.clone(), &session.secret));
        });
        secret.unwrap_or(Err(Fatal::INTERNAL))
    }

    /// `tls1_generate_master_secret`: the session gets the master secret that is made of a premaster secret.
    pub(crate) fn make_master_secret_tls12(
        &mut self,
        link: &dyn Link,
        premaster: &[u8],
    ) -> Result<(), Fatal> {
        let hash = self.handshake_hash(link)?;
        let mut extended = false;
        link.session(&mut |session| extended = session.extended_master_secret);
        let master = match extended {
            true => {
                self.transcript.start(&hash, Keep::Messages)?;
                let handshake = self.transcript.current()?;
                MasterSecret::extended(&hash, premaster, &handshake)?
            }
            false => {
                let facts = link.facts();
                let (client, server) = (facts.client_random.get(), facts.server_random.get());
                MasterSecret::of_randoms(&hash, premaster, &client, &server)?
            }
        };
        link.session(&mut |session| session.secret = master.as_ref().to_vec().into());
        Ok(())
    }

    /// `tls1_setup_key_block`: the keys of both directions, up to TLS 1.2.
    pub(crate) fn set_up_key_block(&mut self, link: &dyn Link) -> Result<(), Fatal> {
        if self.key_block.is_some() {
            return Ok(());
        }
        let lengths = KeyLengths::aead(algorithm(self.suite(link)?)?);
        let facts = link.facts();
        let (client, server) = (facts.client_random.get(), facts.server_random.get());
        let master = self.master_secret(link)?;
        self.key_block = Some(master.key_block(lengths, &client, &server)?);
        Ok(())
    }

    /// `tls1_change_cipher_state`: uses the key of a direction, up to TLS 1.2.
    pub(crate) fn change_keys_tls12(
        &mut self,
        link: &dyn Link,
        direction: Direction,
    ) -> Result<(), Fatal> {
        let algorithm = algorithm(self.suite(link)?)?;
        let block = self.key_block.as_ref().ok_or(Fatal::INTERNAL)?;
        let key = block.record_key(algorithm, self.is_from_client(direction))?;
        link.install(direction, Some(key), None);
        Ok(())
    }

    /// Keeps the hash of the handshake for a certificate request after it
    /// (`tls13_save_handshake_digest_for_pha`), where there may be one.
    pub(crate) fn save_transcript(&self, link: &dyn Link) {
        use crate::facts::PostHandshakeAuth::{ExtensionReceived, ExtensionSent};
        let auth = link.facts().post_handshake_auth.get();
        if auth == ExtensionSent || auth == ExtensionReceived {
            link.save_transcript(&self.transcript);
        }
    }
}
