//! Lists of certificate authorities: those that we tell the peer we accept.
//! See SSL_CTX_set0_CA_list(3).

use std::collections::HashSet;
use std::ffi::CStr;

use crate::error::reason::Reason;
use crate::locked::Locked;
use crate::sys::directory::{is_directory, Directory};
use crate::sys::err;
use crate::sys::ffi::stack_st_X509_NAME;
use crate::sys::library::Library;
use crate::sys::stack;
use crate::sys::x509_file::{each_in_store, PemPassword, Source};
use crate::sys::x509_name::{add_to, der, Name, NameStack};

/// A list, or none.
#[derive(Default)]
pub struct AuthorityList(Locked<Option<NameStack>>);

impl AuthorityList {
    /// Replaces the list.
    pub fn set(&self, names: Option<NameStack>) {
        self.0.set(names);
    }

    /// The stack as the application gets it, NULL for none.
    pub fn as_ptr(&self) -> *mut stack_st_X509_NAME {
        self.0.look(|names| {
            let names = names.as_ref();
            names.map_or(std::ptr::null_mut(), NameStack::as_ptr)
        })
    }

    /// Adds a name at the end.
    pub fn add(&self, name: Name) -> bool {
        self.0.change(|names| {
            if names.is_none() {
                *names = NameStack::new();
            }
            names.as_mut().is_some_and(|names| names.push(name).is_ok())
        })
    }

    /// DER of the names; `None` if there is no list.
    pub fn to_der(&self) -> Option<Vec<Vec<u8>>> {
        self.0.look(|names| {
            let encoded = names.as_ref()?.iter().filter_map(|name| {
                // SAFETY: the names are live while the stack is locked.
                unsafe { der(name) }
            });
            Some(encoded.collect())
        })
    }
}

/// The lists of a context or a connection.
#[derive(Default)]
pub struct Authorities {
    /// `SSL_set0_CA_list`: for both sides.
    pub any: AuthorityList,
    /// `SSL_set_client_CA_list`: for servers, where it takes precedence.
    pub client: AuthorityList,
}

impl Authorities {
    /// A context's lists, empty; `None` when memory is out.
    pub fn for_context() -> Option<Authorities> {
        let lists = Authorities::default();
        lists.any.set(Some(NameStack::new()?));
        lists.client.set(Some(NameStack::new()?));
        Some(lists)
    }

    /// Copies the other's lists; false when memory is out.
    pub fn copy_from(&self, other: &Authorities) -> bool {
        let lists = [(&self.any, &other.any), (&self.client, &other.client)];
        lists.into_iter().all(|(to, from)| {
            let Some(names) = from.to_der() else {
                return true;
            };
            let names = names.iter().map(|der| Name::from_der(der));
            let copy = names.collect::<Option<Vec<Name>>>().and_then(NameStack::of);
            let copied = copy.is_some();
            to.set(copy);
            copied
        })
    }
}

/// The subjects of all certificates in a PEM file, each once, in their order: `None` when the file
/// can't be read or has none, with libcrypto's errors on the queue, which is emptied otherwise.
pub fn load(file: Option<&CStr>) -> Option<NameStack> {
    let source = Source::new()?;
    if !source.open(file) {
        return None;
    }
    let mut names: Option<NameStack> = None;
    let mut seen = HashSet::new();
    while let Some(cert) = source.certificate_pem(&Library::DEFAULT, PemPassword::NONE) {
        // SAFETY: the certificate is live.
        let name = unsafe { Name::subject_of(cert.as_ptr()) }?;
        if names.is_none() {
            names = Some(NameStack::new()?);
        }
        if seen.insert(name.to_der()?) {
            names.as_mut()?.push(name).ok()?;
        }
    }
    if names.is_some() {
        err::clear();
    }
    names
}

/// A copy of an application's list (an empty one for NULL); `None` if memory is out.
///
/// # Safety
/// `names` is NULL or live.
pub unsafe fn copy(names: *const stack_st_X509_NAME) -> Option<NameStack> {
    // SAFETY: NULL or live.
    let copies = unsafe { stack::iter(names.cast()).map(|name| Name::copy(name)) };
    NameStack::of(copies.collect::<Option<Vec<Name>>>()?)
}

/// Adds the subjects of all certificates in a PEM file to an application's list.
///
/// # Safety
/// `names` is live.
pub unsafe fn add_file(names: *mut stack_st_X509_NAME, file: Option<&CStr>) -> bool {
    let each = |add: &mut dyn FnMut(Name) -> bool| {
        let Some(source) = Source::new() else {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            return false;
        };
        if !source.open(file) {
            return false;
        }
        while let Some(cert) = source.certificate_pem(&Library::DEFAULT, PemPassword::NONE) {
            // SAFETY: the certificate is live.
            if !unsafe { Name::subject_of(cert.as_ptr()) }.is_some_and(&mut *add) {
                return false;
            }
        }
        err::clear();
        true
    };
    // SAFETY: `names` is live, by this function's contract.
    unsafe { add_to(names, each) }
}

/// As [`add_file`], for all files in a directory.
///
/// # Safety
/// `names` is live.
pub unsafe fn add_dir(names: *mut stack_st_X509_NAME, dir: Option<&CStr>) -> bool {
    /// The longest path that OpenSSL has room for, in bytes with the NUL.
    const MAX_PATH: usize = 1024;
    let Some(path) = dir else {
        err::raise_system(libc::EINVAL, "calling OPENSSL_dir_read(<NULL>)");
        err::raise(Reason::ERR_R_SYS_LIB);
        return false;
    };
    let mut directory = Directory::new(path);
    loop {
        let name = match directory.next_name() {
            Ok(Some(name)) => name,
            Ok(None) => return true,
            Err(errno) => {
                let path = path.to_string_lossy();
                err::raise_system(errno, &format!("calling OPENSSL_dir_read({path})"));
                err::raise(Reason::ERR_R_SYS_LIB);
                return false;
            }
        };
        let file = [path.to_bytes(), b"/", name.to_bytes_with_nul()].concat();
        let Some(file) = CStr::from_bytes_with_nul(&file)
            .ok()
            .filter(|_| file.len() <= MAX_PATH)
        else {
            err::raise(Reason::PATH_TOO_LONG);
            return false;
        };
        // SAFETY: `names` is live, by this function's contract.
        if !is_directory(file) && !unsafe { add_file(names, Some(file)) } {
            return false;
        }
    }
}

/// As [`add_file`], for an OSSL_STORE URI.
///
/// # Safety
/// `names` is live.
pub unsafe fn add_store(names: *mut stack_st_X509_NAME, uri: Option<&CStr>) -> bool {
    let each = |add: &mut dyn FnMut(Name) -> bool| {
        let done = each_in_store(uri.unwrap_or(c""), 1, &mut |cert| {
            // SAFETY: the certificate is live during the call.
            unsafe { Name::subject_of(cert) }.is_some_and(&mut *add)
        });
        if done {
            err::clear();
        }
        done
    };
    // SAFETY: `names` is live, by this function's contract.
    unsafe { add_to(names, each) }
}
