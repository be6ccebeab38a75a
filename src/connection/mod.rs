//! SSL: one TLS connection.
//!
//! | file | subject |
//! | --- | --- |
//! | `state` | the state words: handshake flow, shutdown flags, what the last call waits for |
//! | `transport` | the BIOs and who owns them |
//! | `handshake`, `application` | driving the handshake engine; answering its questions |
//! | `read`, `write` | application data through the record core |
//! | `post_handshake` | what arrives between application data: tickets, key updates, renegotiation |
//! | `hello` | what a server's callbacks may see of the ClientHello |
//! | `status` | OCSP stapling |
//! | `fatal` | alerts and the dead state |
//! | `shutdown` | carrying out what the closing table decides |
//!
//! Everything inside is a cell: an entry point holds no borrow while the application's callbacks run.

pub mod hello;
pub mod state;
pub mod status;
pub mod transport;

use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::sync::Arc;

use libc::{c_int, c_long, c_void};

use crate::context::{Configured, Context, Method, Settings};
use crate::handshake::{ClientHello, Facts};
use crate::session::Session;
use crate::sys::ex_data::ExData;
use crate::sys::ffi;
use crate::sys::param::VerifyParam;
use state::{Flow, Role, State};
use status::CertificateStatus;
use transport::Transport;

/// A call's failure value, as OpenSSL's internal functions return it: 0, or a negative number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop(pub c_int);

/// The result of an operation on the connection.
pub type Io<T> = Result<T, Stop>;

/// The object behind `SSL`.
pub struct Connection {
    /// The context whose settings and callbacks are in force; `SSL_set_SSL_CTX` changes it.
    context: RefCell<Arc<Context>>,
    /// The context that made the connection: its session cache is used.
    session_context: Arc<Context>,
    settings: RefCell<Arc<Settings>>,
    method: Cell<&'static Method>,
    /// Those settings that programs change on single connections most, so that doing it copies nothing.
    pub options: Cell<u64>,
    pub mode: Cell<u32>,
    pub quiet_shutdown: Cell<c_int>,
    pub read_ahead: Cell<bool>,
    pub(crate) param: VerifyParam,
    pub state: State,
    pub(crate) transport: Transport,
    pub(crate) session: RefCell<Option<Arc<Session>>>,
    /// What the handshake found out; `None` before.
    pub(crate) facts: RefCell<Option<Box<Facts>>>,
    /// Client: the name for the server name extension (`SSL_set_tlsext_host_name`). Server: the name
    /// that the client asked for, set before the server name callback runs.
    pub(crate) host_name: RefCell<Option<CString>>,
    /// Server: the ClientHello, while the callbacks run that may look into it.
    pub(crate) client_hello: RefCell<Option<ClientHello>>,
    /// The version of the ClientHello (`SSL_client_version`).
    pub(crate) client_version: Cell<c_int>,
    /// Server: the client offered early data.
    pub(crate) early_data_offered: Cell<bool>,
    pub(crate) status: CertificateStatus,
    /// `X509_V_*` (`SSL_get_verify_result`).
    pub(crate) verify_result: Cell<c_long>,
    pub(crate) ex_data: ExData,
}

impl Connection {
    /// A new connection with the context's settings; `None` when libcrypto is out of memory.
    // An SSL may move between threads while it is counted, so the count is atomic; it is used by one
    // thread at a time, so its inside is not.
    #[allow(clippy::arc_with_non_send_sync)]
    pub fn new(context: &Arc<Context>) -> Option<Arc<Connection>> {
        let settings = context.settings();
        let param = VerifyParam::new()?;
        param.inherit(&context.param);
        let connection = Arc::new(Connection {
            context: RefCell::new(context.clone()),
            session_context: context.clone(),
            method: Cell::new(context.method()),
            options: Cell::new(settings.options),
            mode: Cell::new(settings.mode),
            quiet_shutdown: Cell::new(settings.quiet_shutdown),
            read_ahead: Cell::new(settings.read_ahead),
            settings: RefCell::new(settings),
            param,
            state: State::new(),
            transport: Transport::default(),
            session: RefCell::new(None),
            facts: RefCell::new(None),
            host_name: RefCell::new(None),
            client_hello: RefCell::new(None),
            client_version: Cell::new(context.method().version_number()),
            early_data_offered: Cell::new(false),
            status: CertificateStatus::default(),
            verify_result: Cell::new(0),
            ex_data: ExData::empty(ffi::CRYPTO_EX_INDEX_SSL),
        });
        connection.ex_data.init(connection.address());
        Some(connection)
    }

    /// The address that the application knows the object by.
    pub fn address(&self) -> *const c_void {
        (self as *const Connection).cast()
    }

    /// The address as callbacks get it.
    pub fn as_ptr(&self) -> *mut Connection {
        self as *const Connection as *mut Connection
    }

    pub fn context(&self) -> Arc<Context> {
        self.context.borrow().clone()
    }

    /// The context whose session cache this connection uses.
    pub fn session_context(&self) -> &Arc<Context> {
        &self.session_context
    }

    /// The connection's settings as they are now; later changes make a new value.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.borrow().clone()
    }

    /// Changes this connection's settings alone. `change` must not call the application.
    pub fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        change(Arc::make_mut(&mut self.settings.borrow_mut()))
    }

    pub fn method(&self) -> &'static Method {
        self.method.get()
    }

    pub fn set_method(&self, method: &'static Method) {
        self.method.set(method);
    }

    /// Takes the connection to another context: its certificates and callbacks from now on
    /// (`SSL_set_SSL_CTX`).
    pub fn set_context(&self, context: Arc<Context>) {
        let credentials = context.settings().credentials.clone();
        self.update(|settings| settings.credentials = credentials);
        *self.context.borrow_mut() = context;
    }

    /// Whether one of the options `SSL_OP_*` is set.
    pub fn has_option(&self, option: u64) -> bool {
        self.options.get() & option != 0
    }

    /// Whether one of the modes `SSL_MODE_*` is set.
    pub fn has_mode(&self, mode: u32) -> bool {
        self.mode.get() & mode != 0
    }

    /// Marks the connection unusable after a panic inside.
    pub(crate) fn kill(&self) {
        self.state.in_init.set(true);
        self.state.flow.set(Flow::Dead);
    }

    /// Which side of the connection we are, as far as it was said.
    pub fn role(&self) -> Role {
        self.state.role.get()
    }
}

impl Configured for Connection {
    fn settings(&self) -> Arc<Settings> {
        self.settings()
    }

    fn update<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        self.update(change)
    }

    fn context_method(&self) -> &'static Method {
        self.context().method()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.ex_data.free(self.address());
    }
}
