//! The context of a connection, its settings, and the values set on the connection alone.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use libc::c_int;

use super::held::Held;
use super::Connection;
use crate::context::{Configured, Context, Settings};
use crate::profile::Profile;
use crate::sys::library::Library;

/// How a connection is set up.
pub struct Configuration {
    /// The context whose settings and callbacks are in force; `SSL_set_SSL_CTX` changes it.
    context: RefCell<Arc<Context>>,
    /// The context that made the connection: its session cache is used.
    session_context: Arc<Context>,
    settings: RefCell<Arc<Settings>>,
    /// The connection has a cipher list of its own, instead of its context's.
    own_ciphers: Cell<bool>,
    /// The settings that programs change most on single connections. They stand outside of `settings`, so that
    /// changing them copies nothing.
    options: Cell<u64>,
    mode: Cell<u32>,
    quiet_shutdown: Cell<c_int>,
    /// The value that was set: any int, as OpenSSL keeps it.
    read_ahead: Cell<c_int>,
    /// The generation of OpenSSL whose rules the connection's end follows.
    profile: Cell<Profile>,
}

impl Configuration {
    /// A context's settings.
    #[inline]
    pub(super) fn new(context: &Arc<Context>) -> Configuration {
        let settings = context.settings();
        Configuration {
            context: RefCell::new(context.clone()),
            session_context: context.clone(),
            options: Cell::new(settings.options),
            mode: Cell::new(settings.mode),
            quiet_shutdown: Cell::new(settings.quiet_shutdown),
            read_ahead: Cell::new(match settings.max_pipelines {
                2.. => 1,
                _ => settings.read_ahead,
            }),
            profile: Cell::new(settings.profile),
            settings: RefCell::new(settings),
            own_ciphers: Cell::new(false),
        }
    }

    /// `SSL_dup`: the settings of another connection with the same context.
    pub(super) fn copy_from(&self, other: &Configuration) {
        let context = other.context.borrow().settings();
        let settings = other.settings.borrow().duplicated(&context);
        self.settings.replace(Arc::new(settings));
        self.own_ciphers.set(other.own_ciphers.get());
        self.options.set(other.options.get());
        self.mode.set(other.mode.get());
        self.read_ahead.set(other.read_ahead.get());
        self.profile.set(other.profile.get());
        if other.profile.get().duplicates_quiet_shutdown() {
            self.quiet_shutdown.set(other.quiet_shutdown.get());
        }
    }

    /// The application has a msg callback.
    pub(super) fn wants_messages(&self) -> bool {
        self.settings.borrow().message.call.is_some()
    }

    /// The options `SSL_OP_*`.
    pub fn options(&self) -> u64 {
        self.options.get()
    }

    pub fn set_options(&self, options: u64) {
        self.options.set(options);
    }

    /// The modes `SSL_MODE_*`.
    pub fn mode(&self) -> u32 {
        self.mode.get()
    }

    pub fn set_mode(&self, mode: u32) {
        self.mode.set(mode);
    }

    /// `SSL_get_quiet_shutdown`.
    pub fn quiet_shutdown(&self) -> c_int {
        self.quiet_shutdown.get()
    }

    pub fn set_quiet_shutdown(&self, quiet: c_int) {
        self.quiet_shutdown.set(quiet);
    }

    /// `SSL_get_read_ahead`.
    pub fn read_ahead(&self) -> c_int {
        self.read_ahead.get()
    }

    pub fn set_read_ahead(&self, read_ahead: c_int) {
        self.read_ahead.set(read_ahead);
    }

    /// The generation of OpenSSL whose rules the connection's end follows.
    pub fn profile(&self) -> Profile {
        self.profile.get()
    }

    /// The connection has a cipher list of its own, instead of its context's.
    pub(super) fn has_own_ciphers(&self) -> bool {
        self.own_ciphers.get()
    }

    pub(super) fn keep_own_ciphers(&self) {
        self.own_ciphers.set(true);
    }
}

impl Connection {
    /// The context whose settings and callbacks are in force.
    pub fn context(&self) -> Held<'_, Context> {
        Held::new(self, self.configuration.context.borrow().clone())
    }

    /// The context whose session cache this connection uses.
    pub fn session_context(&self) -> &Arc<Context> {
        &self.configuration.session_context
    }

    /// The connection's settings as they are now; later changes make a new value.
    pub fn settings(&self) -> Held<'_, Settings> {
        Held::new(self, self.configuration.settings.borrow().clone())
    }

    /// Changes this connection's settings alone. `change` must not call the application, and returns what
    /// it takes out of libcrypto's objects.
    pub fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        let mut settings = self.configuration.settings.borrow_mut();
        // Other owners share the settings, but this call may be the last to release them.
        let shared = (Arc::strong_count(&settings) > 1).then(|| settings.clone());
        let result = change(Arc::make_mut(&mut settings));
        drop(settings);
        if shared.is_some() {
            self.discard(shared);
        }
        result
    }

    /// The libcrypto context whose algorithms are used: that of the SSL_CTX.
    pub fn library(&self) -> Library {
        self.configuration.settings.borrow().library.clone()
    }

    /// Moves the connection to another context, whose certificates and callbacks it uses from now on
    /// (`SSL_set_SSL_CTX`). The session id context is replaced too if it was the old context's.
    pub fn set_context(&self, context: Arc<Context>) {
        let old = self.context();
        if Arc::ptr_eq(&old, &context) {
            return;
        }
        let (was, now) = (old.settings(), context.settings());
        let replaced = self.update(|settings| {
            settings.library = now.library.clone();
            settings.missing = now.missing.clone();
            settings.cert = now.cert;
            settings.security_level = now.security_level;
            settings.security_callback = now.security_callback;
            settings.security_ex_data = now.security_ex_data;
            settings.sigalgs = now.sigalgs.clone();
            settings.client_sigalgs = now.client_sigalgs.clone();
            settings.cert_flags = now.cert_flags;
            if settings.session_id_context == was.session_id_context {
                settings.session_id_context = now.session_id_context.clone();
            }
            std::mem::replace(&mut settings.credentials, now.credentials.clone())
        });
        self.configuration.context.replace(context);
        self.discard((replaced, was, old));
    }

    /// Whether one of the options `SSL_OP_*` is set.
    pub fn has_option(&self, option: u64) -> bool {
        self.configuration.options.get() & option != 0
    }

    /// Whether one of the modes `SSL_MODE_*` is set.
    pub fn has_mode(&self, mode: u32) -> bool {
        self.configuration.mode.get() & mode != 0
    }
}
