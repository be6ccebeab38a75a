//! `#[entry]`: makes a function an entry point, which C can call.
//!
//! ```ignore
//! /// Sets the protocols that this client offers. …
//! #[entry(failure = 1)]
//! pub unsafe extern "C-unwind" fn SSL_set_alpn_protos(ssl: *mut SSL, protos: *const c_uchar, len: c_uint) -> c_int {
//!     // SAFETY: NULL, or readable for its length.
//!     let list = unsafe { bytes(protos, len as usize) };
//!     (!ssl.update(|settings| settings.set_alpn(list))).into()
//! }
//! ```
//!
//! exports the function under its name and OpenSSL's symbol version. Its body runs inside the panic
//! boundary. If the first argument is a pointer to one of our objects, the library is entered with that object,
//! and the body gets a reference to it under the argument's name; a pointer that is NULL or another library's
//! gives the failure value. An argument that the body does not use is named `_ssl`, and so on: then it may be
//! anything. Inside the body `FUNCTION` is the function's name.
//!
//! | argument | meaning |
//! | --- | --- |
//! | `failure = VALUE` | the value after a panic and for a NULL object; by default 0, NULL or nothing |
//! | `null = VALUE` | the value for a NULL object, for which no error is queued then |
//! | `pointer` | the body gets the first argument unchanged, as a pointer that may be NULL |
//! | `since = "3.2.0"` | the release of OpenSSL that added the function; by default 3.0.0 |
//! | `own` | OpenSSL does not have the function: it gets a symbol version of our own |

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{quote, ToTokens};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{parse_macro_input, Expr, FnArg, Ident, ItemFn, LitStr, Pat, ReturnType, Token, Type};

/// The types of objects that C passes by pointer.
const OBJECTS: [&str; 5] = [
    "SSL",
    "SSL_CTX",
    "SSL_SESSION",
    "SSL_CIPHER",
    "SSL_CONF_CTX",
];

/// Makes a function an entry point; see the crate's documentation.
#[proc_macro_attribute]
pub fn entry(arguments: TokenStream, function: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(arguments as Arguments);
    let function = parse_macro_input!(function as ItemFn);
    expand(arguments, function)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

#[derive(Default)]
struct Arguments {
    failure: Option<Expr>,
    null: Option<Expr>,
    pointer: bool,
    since: Option<LitStr>,
    own: bool,
}

impl Parse for Arguments {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut arguments = Arguments::default();
        for argument in Punctuated::<Argument, Token![,]>::parse_terminated(input)? {
            match argument {
                Argument::Failure(value) => arguments.failure = Some(value),
                Argument::Null(value) => arguments.null = Some(value),
                Argument::Pointer => arguments.pointer = true,
                Argument::Since(release) => arguments.since = Some(release),
                Argument::Own => arguments.own = true,
            }
        }
        Ok(arguments)
    }
}

enum Argument {
    Failure(Expr),
    Null(Expr),
    Pointer,
    Since(LitStr),
    Own,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        let equals = |input: ParseStream| input.parse::<Token![=]>();
        match name.to_string().as_str() {
            "failure" => equals(input).and_then(|_| input.parse().map(Self::Failure)),
            "null" => equals(input).and_then(|_| input.parse().map(Self::Null)),
            "since" => equals(input).and_then(|_| input.parse().map(Self::Since)),
            "pointer" => Ok(Self::Pointer),
            "own" => Ok(Self::Own),
            _ => Err(syn::Error::new(name.span(), "no argument of #[entry]")),
        }
    }
}

fn expand(arguments: Arguments, function: ItemFn) -> syn::Result<Tokens> {
    let ItemFn {
        attrs,
        vis,
        sig,
        block,
    } = function;
    let abi = sig.abi.as_ref().and_then(|abi| abi.name.as_ref());
    if abi.map(LitStr::value).as_deref() != Some("C-unwind") {
        return Err(syn::Error::new_spanned(
            sig,
            "an entry point is extern \"C-unwind\"",
        ));
    }
    let name = sig.ident.to_string();
    let result = match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => ty.to_token_stream(),
    };
    let object = object(&sig.inputs).filter(|_| !arguments.pointer);
    let failure = match arguments.failure {
        Some(value) => value.to_token_stream(),
        None => quote!(<#result as crate::abi::Failure>::FAILURE),
    };
    let body = match (object, arguments.null) {
        (None, Some(null)) => {
            return Err(syn::Error::new_spanned(
                null,
                "no object that could be NULL",
            ));
        }
        (None, None) => quote! {
            crate::abi::guard(FUNCTION, #failure, || -> #result #block)
        },
        (Some((argument, ty)), null) => {
            let silent = null.map(|null| {
                quote! {
                    if #argument.is_null() {
                        return #null;
                    }
                }
            });
            quote! {
                #silent
                let work = |#argument: &#ty| -> #result {
                    // A constant result does not use the object.
                    let _ = #argument;
                    #block
                };
                // SAFETY: NULL or live, by the contract of all entry points.
                unsafe { crate::abi::enter(FUNCTION, #argument, #failure, work) }
            }
        }
    };
    let symbol = symbol(&name, arguments.since.as_ref(), arguments.own);
    Ok(quote! {
        #(#attrs)*
        #[no_mangle]
        #vis #sig {
            #[allow(dead_code)]
            const FUNCTION: &str = #name;
            #body
        }
        ::core::arch::global_asm!(#symbol);
    })
}

/// The first argument and its type, if that is a pointer to one of our objects and the body uses it.
fn object(inputs: &Punctuated<FnArg, Token![,]>) -> Option<(Ident, Type)> {
    let FnArg::Typed(argument) = inputs.first()? else {
        return None;
    };
    let (Pat::Ident(pattern), Type::Ptr(pointer)) = (&*argument.pat, &*argument.ty) else {
        return None;
    };
    let Type::Path(path) = &*pointer.elem else {
        return None;
    };
    let ours = OBJECTS.iter().any(|name| path.path.is_ident(name));
    let used = !pattern.ident.to_string().starts_with('_');
    (ours && used).then(|| (pattern.ident.clone(), (*pointer.elem).clone()))
}

/// What gives the symbol its version.
fn symbol(name: &str, since: Option<&LitStr>, own: bool) -> String {
    let version = match since {
        _ if own => "LIBSSL_RS_1.0".to_string(),
        Some(release) => format!("OPENSSL_{}", release.value()),
        None => "OPENSSL_3.0.0".to_string(),
    };
    format!(".symver {name},{name}@@@{version}")
}
