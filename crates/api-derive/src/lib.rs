//! `#[derive(Json)]`: an API type's JSON form as one call per field, a twentieth of what serde's derive makes of it in the page's wasm
//! (docs/decisions/wasm-size.md). Only `api` uses it.
//!
//! Structs: names are spelled in camelCase, absent members keep `Default`'s value. Enums whose variants carry a
//! type are an object with the one member of that name; enums without are strings. On fields:
//!
//! | attribute | meaning |
//! |---|---|
//! | `omitempty` | not written while empty, as Go's tag of that name |
//! | `rename = "hostIP"` | the member's name |
//! | `braces` | `{}` while `None` |
//! | `flatten` | an enum whose member stands among the struct's own |

use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, Ident, LitStr, Variant};

/// Derives `api::json::Json`, and serde's traits by way of `serde_json::Value`.
#[proc_macro_derive(Json, attributes(json))]
pub fn derive_json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    let body = match &input.data {
        Data::Struct(data) => of_struct(&data.fields),
        Data::Enum(data) => of_enum(data.variants.iter().collect()),
        Data::Union(_) => Err(syn::Error::new_spanned(&input, "a union has no JSON form")),
    };
    let name = &input.ident;
    match body {
        Ok(body) => quote! {
            impl crate::json::Json for #name { #body }
            crate::json::serde_by_value!(#name);
        },
        Err(error) => error.to_compile_error(),
    }
    .into()
}

/// What the attributes of a field say.
struct Member {
    name: String,
    shape: Shape,
}

enum Shape {
    Plain,
    OmitEmpty,
    Braces,
    Flatten,
}

fn member(field: &Field, ident: &Ident) -> syn::Result<Member> {
    let mut member = Member {
        name: camel(&ident.to_string()),
        shape: Shape::Plain,
    };
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("json")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("omitempty") {
                member.shape = Shape::OmitEmpty;
            } else if meta.path.is_ident("flatten") {
                member.shape = Shape::Flatten;
            } else if meta.path.is_ident("braces") {
                member.shape = Shape::Braces;
            } else if meta.path.is_ident("rename") {
                member.name = meta.value()?.parse::<LitStr>()?.value();
            } else {
                return Err(meta.error("one of: omitempty, braces, flatten, rename"));
            }
            Ok(())
        })?;
    }
    Ok(member)
}

/// `host_network` as `hostNetwork`.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(1);
        name + &head.to_ascii_uppercase() + tail
    })
}

fn of_struct(fields: &Fields) -> syn::Result<proc_macro2::TokenStream> {
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for field in fields {
        let Some(ident) = &field.ident else {
            return Err(syn::Error::new_spanned(field, "a field needs a name"));
        };
        let Member { name, shape } = member(field, ident)?;
        let (read, write) = match shape {
            Shape::Plain => (
                quote! { members.read(#name, &mut object.#ident); },
                quote! { members.write(#name, &self.#ident); },
            ),
            Shape::OmitEmpty => (
                quote! { members.read(#name, &mut object.#ident); },
                quote! { members.write_unless_empty(#name, &self.#ident); },
            ),
            Shape::Braces => (
                quote! { members.read_unless_braces(#name, &mut object.#ident); },
                quote! { members.write_or_braces(#name, &self.#ident); },
            ),
            Shape::Flatten => (
                quote! { members.flattened(&mut object.#ident); },
                quote! { members.flatten(&self.#ident); },
            ),
        };
        reads.push(read);
        writes.push(write);
    }
    Ok(quote! {
        fn read(from: &serde_json::Value, misfit: &mut crate::json::Misfit) -> Option<Self> {
            let mut members = crate::json::Reader::new(from, misfit)?;
            let mut object = Self::default();
            #(#reads)*
            Some(object)
        }

        fn write(&self) -> serde_json::Value {
            let mut members = crate::json::Writer::default();
            #(#writes)*
            members.finish()
        }
    })
}

fn of_enum(variants: Vec<&Variant>) -> syn::Result<proc_macro2::TokenStream> {
    let idents: Vec<&Ident> = variants.iter().map(|v| &v.ident).collect();
    let places = 0..idents.len();
    if variants.iter().all(|v| matches!(v.fields, Fields::Unit)) {
        let names: Vec<String> = idents.iter().map(ToString::to_string).collect();
        return Ok(quote! {
            fn read(from: &serde_json::Value, misfit: &mut crate::json::Misfit) -> Option<Self> {
                match crate::json::word(from, &[#(#names),*], misfit)? {
                    #(#places => Some(Self::#idents),)*
                    _ => None,
                }
            }

            fn write(&self) -> serde_json::Value {
                match self { #(Self::#idents => #names,)* }.into()
            }
        });
    }
    if let Some(odd) = variants
        .iter()
        .find(|v| !matches!(&v.fields, Fields::Unnamed(one) if one.unnamed.len() == 1))
    {
        return Err(syn::Error::new_spanned(
            odd,
            "a variant carries one type, or none does",
        ));
    }
    let names: Vec<String> = idents
        .iter()
        .map(|ident| {
            let name = ident.to_string();
            let (head, tail) = name.split_at(1);
            head.to_ascii_lowercase() + tail
        })
        .collect();
    Ok(quote! {
        fn read(from: &serde_json::Value, misfit: &mut crate::json::Misfit) -> Option<Self> {
            let (place, value) = crate::json::only(from, &[#(#names),*], misfit)?;
            match place {
                #(#places => crate::json::Json::read(value, misfit).map(Self::#idents),)*
                _ => None,
            }
        }

        fn write(&self) -> serde_json::Value {
            let (name, value) = match self {
                #(Self::#idents(value) => (#names, crate::json::Json::write(value)),)*
            };
            crate::json::single(name, value)
        }
    })
}
