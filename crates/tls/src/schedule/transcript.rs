//! The hash of the handshake's messages.
//!
//! The messages are collected until the hash function is known. Then they are hashed as they come; what was
//! collected stays as it is for as long as somebody may sign it.

use super::{Digest, Hash};
use crate::codec::{Malformed, Reader};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::message::MESSAGE_HASH;
use crypto::hash::Hasher;

/// What becomes of the collected messages once they are hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// They stay: a CertificateVerify up to TLS 1.2 signs them, TLS 1.3's binders and early secrets hash them
    /// with a function of their own.
    Messages,
    /// They go.
    Nothing,
}

/// The messages of a handshake so far.
#[derive(Default)]
pub struct Transcript {
    /// The messages until `hasher` is there.
    messages: Vec<u8>,
    hasher: Option<(Hash, Hasher)>,
}

impl Transcript {
    /// No messages: ssl3_init_finished_mac.
    pub fn new() -> Transcript {
        Transcript::default()
    }

    /// Adds a message, or a part of one, with its header: ssl3_finish_mac.
    pub fn add(&mut self, message: &[u8]) {
        match &mut self.hasher {
            Some((_, hasher)) => hasher.update(message),
            None => self.messages.extend_from_slice(message),
        }
    }

    /// Hashes what was collected, and from now on what comes. Called again it may only drop the messages:
    /// ssl3_digest_cached_records.
    pub fn start(&mut self, hash: &Hash, keep: Keep) -> Result<(), Fatal> {
        if self.hasher.is_none() {
            let mut hasher = hash.start();
            hasher.update(self.collected()?);
            self.hasher = Some((hash.clone(), hasher));
        }
        if keep == Keep::Nothing {
            self.messages = Vec::new();
        }
        Ok(())
    }

    /// The hash of all messages so far: ssl_handshake_hash.
    pub fn current(&self) -> Result<Digest, Fatal> {
        let (_, hasher) = self.hasher.as_ref().ok_or(Fatal::INTERNAL)?;
        Ok(hasher.clone().finish()?)
    }

    /// The messages that were collected before the hash started; none if they were dropped.
    pub fn messages(&self) -> &[u8] {
        &self.messages
    }

    /// The hash of the collected messages with a function of one's own: early secrets are derived from the
    /// ClientHello before the suite is chosen.
    pub fn collected_digest(&self, hash: &Hash) -> Result<Digest, Fatal> {
        Ok(hash.digest(self.collected()?)?)
    }

    /// The hash that a binder covers: the ClientHello up to its binders, and before it, if it is the second, the
    /// hash of the first one and the HelloRetryRequest. A server has collected the second ClientHello behind
    /// these already; it is left out. The middle of tls_psk_do_binder.
    pub fn binder_digest(
        &self,
        hash: &Hash,
        truncated_hello: &[u8],
        after_retry: bool,
    ) -> Result<Digest, Fatal> {
        let mut hasher = hash.start();
        if after_retry {
            let collected = self.collected()?;
            let before = two_messages(collected).map_err(|Malformed| Fatal::INTERNAL)?;
            hasher.update(&collected[..before]);
        }
        hasher.update(truncated_hello);
        Ok(hasher.finish()?)
    }

    /// A HelloRetryRequest replaces the first ClientHello by its hash (RFC 8446 section 4.4.1). The transcript
    /// collects again afterwards. create_synthetic_message_hash.
    pub fn replace_hello(&mut self, hash: &Hash) -> Result<(), Fatal> {
        self.start(hash, Keep::Nothing)?;
        let first_hello = self.current()?;
        self.begin_with_hello_hash(first_hello.as_ref())
    }

    /// A transcript that begins with the hash of a first ClientHello, from a server's cookie:
    /// create_synthetic_message_hash with a hash. The caller adds the HelloRetryRequest and the second
    /// ClientHello.
    pub fn begin_with_hello_hash(&mut self, first_hello: &[u8]) -> Result<(), Fatal> {
        let length = u8::try_from(first_hello.len()).map_err(|_| Fatal::INTERNAL)?;
        *self = Transcript::new();
        self.add(&[MESSAGE_HASH.0, 0, 0, length]);
        self.add(first_hello);
        Ok(())
    }

    /// A transcript in the same state, without the collected messages: tls13_save_handshake_digest_for_pha.
    pub fn fork(&self) -> Result<Transcript, Fatal> {
        let hasher = self.hasher.clone().ok_or(Fatal::INTERNAL)?;
        Ok(Transcript {
            messages: Vec::new(),
            hasher: Some(hasher),
        })
    }

    fn collected(&self) -> Result<&[u8], Fatal> {
        match self.messages.is_empty() {
            true => Err(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::BAD_HANDSHAKE_LENGTH,
            )),
            false => Ok(&self.messages),
        }
    }
}

/// The length of the first two messages.
fn two_messages(messages: &[u8]) -> Result<usize, Malformed> {
    let mut reader = Reader::new(messages);
    for _ in 0..2 {
        reader.u8()?;
        reader.vec24()?;
    }
    Ok(reader.position())
}
