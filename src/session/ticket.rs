//! Session tickets: a session's DER form, encrypted and authenticated (RFC 5077 section 4) with the keys
//! of the SSL_CTX or of the application's key callback.

use libc::c_int;
use zeroize::Zeroizing;

use crate::callbacks::{TicketKey, TicketKeyHmac, SSL};
use crate::locked::Locked;
use crate::sys::cipher::{equal, CipherContext, Mac};
use crate::sys::hash::{Hash, HmacKey};
use crate::sys::library::Library;

/// Length of a key's name, which begins a ticket, and of the longest IV, which follows.
pub const NAME_LENGTH: usize = 16;
const IV_LENGTH: usize = 16;

/// Length of name, HMAC key and AES key together.
pub const KEYS_LENGTH: usize = 80;

/// The longest session that fits into a ticket, in bytes.
const MAX_SESSION: usize = 0xff00;

/// The keys of a context: name, HMAC-SHA256 key, AES-256 key.
pub struct TicketKeys(Locked<Zeroizing<[u8; KEYS_LENGTH]>>);

impl TicketKeys {
    /// Random keys; `None` without randomness. They are made with the context, so that forked processes
    /// share them.
    pub fn new(library: &Library) -> Option<TicketKeys> {
        let mut keys = Zeroizing::new([0; KEYS_LENGTH]);
        let (name, secret) = keys.split_at_mut(NAME_LENGTH);
        library.random(name)?;
        library.private_random(secret)?;
        Some(TicketKeys(Locked::new(keys)))
    }

    pub fn get(&self) -> Zeroizing<[u8; KEYS_LENGTH]> {
        self.0.get()
    }

    pub fn set(&self, keys: &[u8; KEYS_LENGTH]) {
        self.0.set(Zeroizing::new(*keys));
    }
}

/// Name, HMAC key and AES key.
fn split(keys: &[u8; KEYS_LENGTH]) -> ([u8; NAME_LENGTH], &[u8], &[u8; 32]) {
    let (name, rest) = keys.split_first_chunk().unwrap_or((&[0; NAME_LENGTH], &[]));
    let (mac, rest) = rest.split_at(32);
    (*name, mac, rest.first_chunk().unwrap_or(&[0; 32]))
}

/// The application's function that sets up the contexts, of the newer or the older kind.
pub enum TicketKeyCallback {
    Evp(TicketKey),
    Hmac(TicketKeyHmac),
}

impl TicketKeyCallback {
    pub fn of(evp: Option<TicketKey>, hmac: Option<TicketKeyHmac>) -> Option<TicketKeyCallback> {
        evp.map(TicketKeyCallback::Evp)
            .or(hmac.map(TicketKeyCallback::Hmac))
    }

    fn mac(&self, library: &Library) -> Option<Mac> {
        match self {
            TicketKeyCallback::Evp(_) => Mac::evp(library),
            TicketKeyCallback::Hmac(_) => Mac::hmac(),
        }
    }

    fn call(
        &self,
        ask: Ask<'_>,
        name: &mut [u8; NAME_LENGTH],
        iv: &mut [u8; IV_LENGTH],
        seal: &Seal,
        encrypt: bool,
    ) -> c_int {
        let (name, iv) = (name.as_mut_ptr(), iv.as_mut_ptr());
        let (cipher, encrypt) = (seal.cipher.as_ptr(), c_int::from(encrypt));
        // SAFETY: the buffers have the lengths that the callback's contract names, the contexts
        // are live, and no lock is held.
        ask(&|ssl| unsafe {
            match (self, &seal.mac) {
                (TicketKeyCallback::Evp(call), SealMac::Callback(Mac::Evp(mac))) => {
                    call(ssl, name, iv, cipher, mac.as_ptr(), encrypt)
                }
                (TicketKeyCallback::Hmac(call), SealMac::Callback(Mac::Hmac(mac))) => {
                    call(ssl, name, iv, cipher, mac.as_ptr(), encrypt)
                }
                _ => -1,
            }
        })
    }
}

/// Calls a function with the SSL, and lets other threads in during the call.
pub type Ask<'a> = &'a dyn Fn(&dyn Fn(*mut SSL) -> c_int) -> c_int;

/// Seals and opens tickets.
pub struct Sealer<'a> {
    pub library: Library,
    pub keys: &'a TicketKeys,
    /// The application's function, which is used instead of the keys.
    pub callback: Option<TicketKeyCallback>,
    pub ask: Ask<'a>,
}

/// The contexts that seal a ticket.
struct Seal {
    cipher: CipherContext,
    mac: SealMac,
}

enum SealMac {
    /// Set up by the application's callback.
    Callback(Mac),
    /// HMAC-SHA256 under the context's own key.
    Own(Box<HmacKey>),
}

impl Seal {
    /// With the context's own keys.
    fn own(
        library: &Library,
        keys: &[u8; KEYS_LENGTH],
        iv: &[u8; IV_LENGTH],
        encrypt: bool,
    ) -> Option<Seal> {
        let (_, mac_key, cipher_key) = split(keys);
        let cipher = CipherContext::new()?;
        let mac = HmacKey::new(&Hash::SHA256.by(library), mac_key);
        let mac = SealMac::Own(Box::new(mac));
        let ready = cipher.init_aes_256_cbc(library, encrypt, cipher_key, iv);
        ready.then_some(Seal { cipher, mac })
    }

    /// For the callback to set up.
    fn blank(library: &Library, callback: &TicketKeyCallback) -> Option<Seal> {
        Some(Seal {
            cipher: CipherContext::new()?,
            mac: SealMac::Callback(callback.mac(library)?),
        })
    }

    fn mac_length(&self) -> usize {
        match &self.mac {
            SealMac::Callback(mac) => mac.size(),
            SealMac::Own(key) => key.hash().output_len(),
        }
    }

    fn authenticate(&self, data: &[u8]) -> Option<Vec<u8>> {
        match &self.mac {
            SealMac::Callback(mac) => mac.compute(data),
            SealMac::Own(key) => Some(key.sign(&[data]).ok()?.as_ref().to_vec()),
        }
    }
}

/// The result of sealing a session.
#[derive(Debug, PartialEq, Eq)]
pub enum Sealed {
    Ticket(Vec<u8>),
    /// The application's callback declined.
    Declined,
    CallbackFailed,
    Failed,
}

/// The result of opening a ticket.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    /// Valid: the session's DER form, and whether the application's callback wants the client to get a new
    /// ticket.
    Session {
        der: Zeroizing<Vec<u8>>,
        answer: Option<bool>,
    },
    /// Sealed with an unknown key, or damaged.
    Unknown,
    /// The application's callback or libcrypto failed.
    Failed,
}

impl Sealer<'_> {
    /// Seals a session's DER form into a ticket.
    pub fn seal(&self, session: &[u8]) -> Sealed {
        let library = &self.library;
        let (mut name, mut iv) = ([0; NAME_LENGTH], [0; IV_LENGTH]);
        let seal = if let Some(callback) = &self.callback {
            let Some(seal) = Seal::blank(library, callback) else {
                return Sealed::Failed;
            };
            match callback.call(self.ask, &mut name, &mut iv, &seal, true) {
                0 => return Sealed::Declined,
                ..=-1 => return Sealed::CallbackFailed,
                _ => Some(seal),
            }
        } else {
            let keys = self.keys.get();
            (name, _, _) = split(&keys);
            let random = library.random(&mut iv);
            random.and_then(|()| Seal::own(library, &keys, &iv, true))
        };
        let sealed = || {
            let seal = seal?;
            let iv = iv.get(..seal.cipher.iv_length()?)?;
            let body = (session.len() <= MAX_SESSION).then(|| seal.cipher.run(true, session))??;
            let mut ticket = [&name, iv, &body].concat();
            let tag = seal.authenticate(&ticket)?;
            ticket.extend_from_slice(&tag);
            Some(ticket)
        };
        sealed().map_or(Sealed::Failed, Sealed::Ticket)
    }

    /// Opens a ticket that the client sent.
    pub fn open(&self, ticket: &[u8]) -> Opened {
        let library = &self.library;
        let Some((&ticket_name, rest)) = ticket.split_first_chunk::<NAME_LENGTH>() else {
            return Opened::Unknown;
        };
        let Some(&ticket_iv) = rest.first_chunk::<IV_LENGTH>() else {
            return Opened::Unknown;
        };
        let (mut name, mut iv) = (ticket_name, ticket_iv);
        let mut answer = None;
        let seal = if let Some(callback) = &self.callback {
            let Some(seal) = Seal::blank(library, callback) else {
                return Opened::Failed;
            };
            match callback.call(self.ask, &mut name, &mut iv, &seal, false) {
                0 => return Opened::Unknown,
                ..=-1 => return Opened::Failed,
                returned => answer = Some(returned == 2),
            }
            seal
        } else {
            let keys = self.keys.get();
            let (own_name, _, _) = split(&keys);
            if name != own_name {
                return Opened::Unknown;
            }
            match Seal::own(library, &keys, &iv, false) {
                Some(seal) => seal,
                None => return Opened::Failed,
            }
        };
        let (Some(iv_length), mac_length @ 1..) = (seal.cipher.iv_length(), seal.mac_length())
        else {
            return Opened::Failed;
        };
        let header = NAME_LENGTH + iv_length;
        if ticket.len() <= header + mac_length {
            return Opened::Unknown;
        }
        let (sealed, tag) = ticket.split_at(ticket.len() - mac_length);
        match seal.authenticate(sealed) {
            None => return Opened::Failed,
            Some(computed) if !equal(&computed, tag) => return Opened::Unknown,
            Some(_) => {}
        }
        match seal.cipher.run(false, &sealed[header..]) {
            Some(der) => Opened::Session {
                der: Zeroizing::new(der),
                answer,
            },
            None => Opened::Unknown,
        }
    }
}
