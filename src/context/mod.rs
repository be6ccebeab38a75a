//! SSL_CTX: what connections have in common.
//!
//! [`Settings`] are what a connection inherits at `SSL_new` and may change for itself; they are
//! shared copy-on-write, so that making a connection copies a pointer. [`Hooks`] are the callbacks
//! that stay with the context and are looked up there when they are needed.
//!
//! | file | subject |
//! | --- | --- |
//! | `settings` | what a connection inherits and may change for itself |
//! | `hooks` | the callbacks that stay with the context |
//! | `method`, `version` | what a method allows; the versions that may be negotiated |
//! | `credentials`, `credential_files` | certificates and private keys; reading them from files |
//! | `chain`, `authorities` | the chains after them; the authorities that we tell the peer of |
//! | `ciphers` | the cipher list, and the stack that shows it |
//! | `policy`, `profiles` | what may be negotiated; the same as the handshake takes it, shared |
//! | `security` | the security level |
//! | `tmp_dh` | parameters for Diffie-Hellman |

pub mod authorities;
pub mod chain;
pub mod ciphers;
pub mod credential_files;
pub mod credentials;
pub mod hooks;
pub mod method;
pub mod policy;
pub mod profiles;
pub(crate) mod security;
pub mod settings;
pub mod tmp_dh;
pub mod version;

use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

use libc::{c_int, c_void};

pub use hooks::Hooks;
pub use method::Method;
pub use settings::Settings;

use crate::callbacks::SSL_CTX;
use crate::cipher::list::ListError;
use crate::error::reason::Reason;
use crate::locked::{Locked, Versioned};
use crate::objects::{self, Mark};
use crate::session::cache::SessionCache;
use crate::session::ticket::TicketKeys;
use crate::session::Session;
use crate::sys::ctlog::LogStore;
use crate::sys::dane::DaneContext;
use crate::sys::engine::Engine;
use crate::sys::ex_data::ExData;
use crate::sys::ffi;
use crate::sys::library::Library;
use crate::sys::param::VerifyParam;
use crate::sys::store::Store;
use crate::sys::x509_signatures::KnownChains;

/// An SSL_CTX or an SSL: an object with settings.
pub trait Configured {
    /// The settings as they are now; later changes make a new value.
    fn settings(&self) -> Arc<Settings>;
    /// Changes the settings of this object only. `change` must not call the application.
    fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T;
    /// Changes the options (`SSL_OP_*`), and returns them.
    fn change_options(&self, change: impl FnOnce(u64) -> u64) -> u64;
    /// Changes the mode (`SSL_MODE_*`), and returns it.
    fn change_mode(&self, change: impl FnOnce(u32) -> u32) -> u32;
    /// Sets whether the transport is asked for more than the next record needs; returns the value before.
    fn set_read_ahead(&self, value: c_int) -> c_int;
    /// Sets the suites below TLS 1.3 (`SSL_CTX_set_cipher_list`).
    fn set_cipher_list(&self, rules: &[u8]) -> Result<(), ListError> {
        self.update(|settings| settings.set_cipher_list(rules))
    }
    /// Sets the suites of TLS 1.3 (`SSL_CTX_set_ciphersuites`).
    fn set_ciphersuites(&self, names: &[u8]) -> Result<(), ListError> {
        self.update(|settings| settings.set_ciphersuites(names))
    }
    /// Applies new record lengths to an existing record layer.
    fn apply_fragment_lengths(&self) {}
    /// The method of the context, which decides whether versions can be chosen.
    fn context_method(&self) -> &'static Method;
    /// The library whose cryptography is used.
    fn library(&self) -> Library;
    /// Runs `call`, which may call the application. Other threads may enter the object meanwhile.
    fn outside<T>(&self, call: impl FnOnce() -> T) -> T;
    /// Frees a replaced value, which may call the application.
    fn discard<T>(&self, old: T) {
        self.outside(|| drop(old));
    }
}

/// The object behind `SSL_CTX`. Shared by threads: everything inside is locked or atomic.
pub struct Context {
    mark: Mark,
    method: AtomicPtr<Method>,
    settings: Versioned<Settings>,
    hooks: Locked<Hooks>,
    pub(crate) cache: SessionCache,
    pub(crate) profiles: profiles::Profiles,
    pub(crate) ticket_keys: TicketKeys,
    pub(crate) param: VerifyParam,
    store: Locked<Option<Store>>,
    client_cert_engine: Locked<Option<Engine>>,
    /// Kept for the application only: no check uses it.
    ctlog_store: Locked<Option<Arc<LogStore>>>,
    /// Peers' chains that were verified.
    pub(crate) known_chains: KnownChains,
    pub(crate) dane: DaneContext,
    pub(crate) extra_chain: chain::ExtraChain,
    pub(crate) authorities: authorities::Authorities,
    pub(crate) ex_data: ExData,
}

// SAFETY: the raw pointers inside are the application's callback arguments, which OpenSSL's contract
// makes usable from every thread that uses the context, and libcrypto's objects, which count atomically.
unsafe impl Send for Context {}
// SAFETY: as above; all mutable state is behind locks or inside libcrypto's own.
unsafe impl Sync for Context {}

const MARK: Mark = Mark::new(b"SSL_CTX!");
objects::marked!(Context, mark, "SSL_CTX", MARK, 1024);

impl Context {
    /// A new context with OpenSSL's defaults, for tests.
    #[cfg(test)]
    pub fn new(method: &'static Method) -> Option<Arc<Context>> {
        Context::with_library(method, Library::DEFAULT).ok()
    }

    /// A new context that uses the cryptography of `library`. Fails if that has no cipher suite, or if memory
    /// or randomness is out.
    pub fn with_library(method: &'static Method, library: Library) -> Result<Arc<Context>, Reason> {
        let settings = Settings::for_method(method).on(library);
        if settings.ciphers.ciphers().is_empty() {
            return Err(Reason::LIBRARY_HAS_NO_CIPHERS);
        }
        Context::with_settings(method, settings).ok_or(Reason::ERR_R_MALLOC_FAILURE)
    }

    fn with_settings(method: &'static Method, settings: Settings) -> Option<Arc<Context>> {
        let context = Arc::new(Context {
            mark: MARK,
            method: AtomicPtr::new(method as *const Method as *mut Method),
            ctlog_store: Locked::new(Some(Arc::new(LogStore::new(&settings.library)?))),
            ticket_keys: TicketKeys::new(&settings.library)?,
            settings: Versioned::new(settings),
            hooks: Locked::default(),
            cache: SessionCache::default(),
            profiles: profiles::Profiles::default(),
            param: VerifyParam::new()?,
            store: Locked::new(Some(Store::new()?)),
            client_cert_engine: Locked::default(),
            known_chains: KnownChains::default(),
            dane: DaneContext::default(),
            extra_chain: chain::ExtraChain::default(),
            authorities: authorities::Authorities::for_context()?,
            ex_data: ExData::empty(ffi::CRYPTO_EX_INDEX_SSL_CTX),
        });
        context.ex_data.init(context.address());
        Some(context)
    }

    /// `SSL_CTX_add_session`
    pub fn add_session(&self, session: &Arc<Session>) -> bool {
        self.cache
            .add(session, |session| self.session_removed(session))
    }

    /// `SSL_CTX_remove_session`
    pub fn remove_session(&self, session: &Session) -> bool {
        self.cache
            .remove(session, |session| self.session_removed(session))
    }

    /// `SSL_CTX_flush_sessions`
    pub fn flush_sessions(&self, time: i64) {
        self.cache
            .flush(time, |session| self.session_removed(session));
    }

    /// Calls the application's callback for a session that left the cache.
    fn session_removed(&self, session: &Session) {
        if let Some(callback) = self.hooks().remove_session {
            // SAFETY: both objects are alive during the call, and no lock is held.
            unsafe { callback(self.as_ptr(), session.as_ptr()) };
        }
    }

    /// The address as callbacks get it.
    pub fn as_ptr(&self) -> *mut SSL_CTX {
        self.address().cast_mut().cast()
    }

    /// The address that the application knows the object by.
    pub fn address(&self) -> *const c_void {
        (self as *const Context).cast()
    }

    /// The method given to `SSL_CTX_new` or `SSL_CTX_set_ssl_version`.
    pub fn method(&self) -> &'static Method {
        // SAFETY: only pointers to statics are ever stored.
        unsafe { &*self.method.load(Ordering::Relaxed) }
    }

    pub fn set_method(&self, method: &'static Method) {
        self.method
            .store(method as *const Method as *mut Method, Ordering::Relaxed);
    }

    /// The library whose cryptography is used.
    pub fn library(&self) -> Library {
        self.settings().library.clone()
    }

    /// The settings as they are now; later changes make a new value.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get()
    }

    /// Changes the settings for later connections. `change` must not call the application, and must return
    /// the libcrypto objects that it removes.
    pub fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        self.settings.update(change)
    }

    /// The context's callbacks as they are now.
    pub fn hooks(&self) -> Hooks {
        self.hooks.get()
    }

    /// Changes the callbacks. `change` must not call the application.
    pub fn update_hooks<T>(&self, change: impl FnOnce(&mut Hooks) -> T) -> T {
        self.hooks.change(change)
    }

    /// The trusted certificates (`SSL_CTX_get_cert_store`); `None` if the application removed them.
    pub fn store(&self) -> Option<Store> {
        self.store.get()
    }

    /// The engine that a client asks for a certificate.
    pub fn client_cert_engine(&self) -> Option<Engine> {
        self.client_cert_engine.get()
    }

    pub fn set_client_cert_engine(&self, engine: Engine) {
        self.client_cert_engine.set(Some(engine));
    }

    /// The list of Certificate Transparency logs; `None` if the application removed it.
    pub fn ctlog_store(&self) -> Option<Arc<LogStore>> {
        self.ctlog_store.get()
    }

    /// Replaces the list of Certificate Transparency logs (`SSL_CTX_set0_ctlog_store`).
    pub fn set_ctlog_store(&self, store: Option<LogStore>) {
        self.ctlog_store.set(store.map(Arc::new));
    }

    /// Replaces the trusted certificates (`SSL_CTX_set_cert_store`).
    pub fn set_store(&self, store: Option<Store>) {
        self.store.set(store);
    }
}

impl Configured for Context {
    fn outside<T>(&self, call: impl FnOnce() -> T) -> T {
        call()
    }

    fn settings(&self) -> Arc<Settings> {
        self.settings()
    }

    fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        self.update(change)
    }

    fn change_options(&self, change: impl FnOnce(u64) -> u64) -> u64 {
        self.update(|settings| {
            settings.options = change(settings.options);
            settings.options
        })
    }

    fn change_mode(&self, change: impl FnOnce(u32) -> u32) -> u32 {
        self.update(|settings| {
            settings.mode = change(settings.mode);
            settings.mode
        })
    }

    fn set_read_ahead(&self, value: c_int) -> c_int {
        self.update(|settings| std::mem::replace(&mut settings.read_ahead, value))
    }

    fn context_method(&self) -> &'static Method {
        self.method()
    }

    fn library(&self) -> Library {
        self.library()
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.flush_sessions(0);
        self.ex_data.free(self.address());
    }
}
