//! Warns the user of another libssl in the process, because the two cannot work together.
//!
//! The other one is loaded if this library was preloaded (LD_PRELOAD) and the program, or one of its libraries,
//! opens the system's by its path.

use std::ffi::{c_int, c_void, CStr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::stderr;

/// How many files the loader had loaded when it was last asked.
static LOADED: AtomicU64 = AtomicU64::new(0);

/// The user was warned.
static TOLD: AtomicBool = AtomicBool::new(false);

extern "C-unwind" {
    fn dl_iterate_phdr(
        visit: unsafe extern "C-unwind" fn(*mut libc::dl_phdr_info, usize, *mut c_void) -> c_int,
        search: *mut c_void,
    ) -> c_int;
}

/// A search through the files of the process.
#[derive(Default)]
struct Search {
    begun: bool,
    /// The address of this library, which is skipped.
    own_base: usize,
    found: Option<PathBuf>,
}

/// Searches for another libssl if files were loaded since the last search. Warns the user once and names its
/// file.
pub fn look() {
    if TOLD.load(Ordering::Relaxed) {
        return;
    }
    let Some((own_base, own_file)) = own() else {
        return;
    };
    let mut search = Search {
        own_base,
        ..Search::default()
    };
    // SAFETY: `visit` gets the search, which outlives the call.
    unsafe { dl_iterate_phdr(visit, (&raw mut search).cast()) };
    if let Some(other) = search.found.filter(|_| !TOLD.swap(true, Ordering::Relaxed)) {
        let program = std::fs::read_link("/proc/self/exe");
        stderr::say(&format!(
            "{} has loaded {} besides {}; TLS fails where the two meet. Start the program with \
             LD_LIBRARY_PATH={} instead of LD_PRELOAD, or have it open \"libssl.so.3\".",
            program.unwrap_or_else(|_| "this program".into()).display(),
            other.display(),
            own_file.display(),
            own_file.parent().unwrap_or(Path::new(".")).display(),
        ));
    }
}

/// The address and the file of this library; `None` if it is linked into a program.
fn own() -> Option<(usize, PathBuf)> {
    let mut info = std::mem::MaybeUninit::<libc::Dl_info>::uninit();
    // SAFETY: dladdr takes any address, and fills the structure if it returns another value than 0.
    let info = unsafe {
        (libc::dladdr(look as *const c_void, info.as_mut_ptr()) != 0).then(|| info.assume_init())?
    };
    // SAFETY: the loader's own string.
    let file = unsafe { path(info.dli_fname) };
    is_libssl(&file).then_some((info.dli_fbase as usize, file))
}

unsafe extern "C-unwind" fn visit(
    info: *mut libc::dl_phdr_info,
    _: usize,
    search: *mut c_void,
) -> c_int {
    // SAFETY: the loader's description of a file, and what `look` passed.
    let (info, search) = unsafe { (&*info, &mut *search.cast::<Search>()) };
    if !std::mem::replace(&mut search.begun, true)
        && LOADED.swap(info.dlpi_adds, Ordering::Relaxed) == info.dlpi_adds
    {
        return 1;
    }
    // SAFETY: the loader's own string.
    let file = unsafe { path(info.dlpi_name) };
    if info.dlpi_addr as usize != search.own_base && is_libssl(&file) {
        search.found = Some(file);
        return 1;
    }
    0
}

/// # Safety
/// `name` is a string.
unsafe fn path(name: *const libc::c_char) -> PathBuf {
    // SAFETY: `name` is a string, by this function's contract.
    let name = unsafe { CStr::from_ptr(name) };
    PathBuf::from(name.to_string_lossy().into_owned())
}

/// Whether this is the name of a libssl with this library's ABI.
fn is_libssl(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name == "libssl.so" || name.starts_with("libssl.so.3")
}
