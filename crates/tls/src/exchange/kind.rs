//! Which key exchange a suite has up to TLS 1.2, and what each side keeps between its messages.

use super::{dhe, ecdhe, rsa, Secret};
use crate::cipher::kx;
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::version::ProtocolVersion;
use crypto::library::Library;
use crypto::pkey::PKey;

/// A key exchange: one that needs no other secret, or that is combined with a pre-shared key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Identity and hint are exchanged, and the secret is combined with the key (`SSL_PSK`).
    pub psk: bool,
    pub other: Other,
}

/// What a pre-shared key is combined with, or what stands alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Other {
    /// The pre-shared key is everything.
    None,
    Rsa,
    Dhe,
    Ecdhe,
    Srp,
}

impl Kind {
    /// The kind of a suite's `kx` word.
    pub fn of(word: u32) -> Result<Kind, Fatal> {
        let (psk, other) = match word {
            kx::PSK => (true, Other::None),
            kx::RSA => (false, Other::Rsa),
            kx::RSAPSK => (true, Other::Rsa),
            kx::DHE => (false, Other::Dhe),
            kx::DHEPSK => (true, Other::Dhe),
            kx::ECDHE => (false, Other::Ecdhe),
            kx::ECDHEPSK => (true, Other::Ecdhe),
            kx::SRP => (false, Other::Srp),
            _ => return Err(UNKNOWN),
        };
        Ok(Kind { psk, other })
    }

    /// Whether the server has something to say before the client's share, besides a hint.
    pub fn has_server_params(self) -> bool {
        matches!(self.other, Other::Dhe | Other::Ecdhe | Other::Srp)
    }
}

const UNKNOWN: Fatal = Fatal::new(alert::INTERNAL_ERROR, Reason::UNKNOWN_CIPHER_TYPE);

/// What a server keeps from its ServerKeyExchange to the ClientKeyExchange.
#[derive(Debug)]
pub enum Server {
    /// Nothing: the pre-shared key is everything.
    Psk,
    /// The key of its certificate.
    Rsa {
        key: Option<PKey>,
        hello_version: ProtocolVersion,
        /// Another version that a premaster may begin with (`SSL_OP_TLS_ROLLBACK_BUG`).
        also: Option<ProtocolVersion>,
    },
    Dhe(dhe::Server),
    Ecdhe(ecdhe::Server),
}

impl Server {
    /// The secret of a ClientKeyExchange, behind an identity (`tls_process_client_key_exchange`); `None` if
    /// the pre-shared key is everything.
    pub fn secret(&self, library: &Library, r: &mut Reader) -> Result<Option<Secret>, Fatal> {
        match self {
            Server::Psk => {
                let end = r.end();
                end.or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
                Ok(None)
            }
            Server::Rsa {
                key,
                hello_version,
                also,
            } => rsa::decrypt(library, key.as_ref(), *hello_version, *also, r).map(Some),
            Server::Dhe(server) => server.secret(r).map(Some),
            Server::Ecdhe(server) => server.secret(r).map(Some),
        }
    }

    /// The ServerKeyExchange behind a hint, without its signature.
    pub fn write_params(&self, w: &mut Writer) -> Result<(), Fatal> {
        match self {
            Server::Psk | Server::Rsa { .. } => Ok(()),
            Server::Dhe(server) => server.write_params(w),
            Server::Ecdhe(server) => {
                server.write_params(w);
                Ok(())
            }
        }
    }
}
