//! Making, copying and removing files: `touch`, `mkdir`, `rm`, `cp`, `mv`, `ln`, `mkfifo`, `chmod`.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::{Kind, NodeId, Place};
use crate::kernel::syscalls::{Open, Proc};
use std::collections::BTreeMap;

/// Deepest tree that is copied or removed.
const MAX_DEPTH: u32 = 64;

pub(super) async fn touch(call: Call) -> i32 {
    let args = Args::new(&call.argv, "drt", &[("no-create", 'c')]);
    let mut status = 0;
    for path in &args.rest {
        if let Ok(node) = call.proc.node(path) {
            let mut kernel = call.proc.kernel();
            let now = kernel.now;
            kernel.files.get_mut(node).modified = now;
            continue;
        }
        if args.has('c') {
            continue;
        }
        match call.proc.open(path, Open::Append).await {
            Ok(file) => call.proc.close_file(file),
            Err(error) => {
                let text = if call.busybox() {
                    format!("{path}: {error}")
                } else {
                    format!("cannot touch '{path}': {error}")
                };
                call.complain(&text).await;
                status = 1;
            }
        }
    }
    status
}

fn make_dir(proc: &Proc, path: &str) -> Result<(), Errno> {
    let place = proc.find(path, true)?;
    if place.node.is_some() {
        return Err(Errno::Exists);
    }
    proc.create(&place, Kind::Dir(BTreeMap::new()), 0o755).map(|_| ())
}

pub(super) async fn mkdir(call: Call) -> i32 {
    let args = Args::new(&call.argv, "m", &[("parents", 'p'), ("mode", 'm')]);
    let mut status = 0;
    for path in &args.rest {
        let result = if args.has('p') {
            let full = call.proc.absolute(path);
            let mut made = String::new();
            let mut result = Ok(());
            for part in full.split('/').filter(|p| !p.is_empty()) {
                made = format!("{made}/{part}");
                match make_dir(&call.proc, &made) {
                    Ok(()) => {}
                    Err(Errno::Exists) if call.proc.is_dir(&made) => {}
                    Err(error) => {
                        result = Err(error);
                        break;
                    }
                }
            }
            result
        } else {
            make_dir(&call.proc, path)
        };
        if let Err(error) = result {
            let text = if call.busybox() {
                format!("can't create directory '{path}': {error}")
            } else {
                format!("cannot create directory '{path}': {error}")
            };
            call.complain(&text).await;
            status = 1;
        }
    }
    status
}

pub(super) async fn rm(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[("force", 'f'), ("recursive", 'r')]);
    let recursive = args.has('r') || args.has('R');
    let rmdir = call.name() == "rmdir";
    let mut status = 0;
    for path in &args.rest {
        let result = remove(&call.proc, path, recursive, rmdir);
        let Err(error) = result else { continue };
        if args.has('f') && error == Errno::NoEntry {
            continue;
        }
        let text = match (call.busybox(), rmdir) {
            (true, true) => format!("'{path}': {error}"),
            (true, false) => format!("can't remove '{path}': {error}"),
            (false, true) => format!("failed to remove '{path}': {error}"),
            (false, false) => format!("cannot remove '{path}': {error}"),
        };
        call.complain(&text).await;
        status = 1;
    }
    status
}

fn remove(proc: &Proc, path: &str, recursive: bool, rmdir: bool) -> Result<(), Errno> {
    let place = proc.find(path, false)?;
    let node = place.node.ok_or(Errno::NoEntry)?;
    let entries = proc.look(node, |n| {
        if let Kind::Dir(entries) = &n.kind {
            Some(entries.len())
        } else {
            None
        }
    });
    match entries {
        Some(count) if rmdir && count > 0 => return Err(Errno::NotEmpty),
        Some(_) if !rmdir && !recursive => return Err(Errno::IsDir),
        None if rmdir => return Err(Errno::NotDir),
        _ => {}
    }
    if place.name.is_empty() {
        // A mount point: its content goes, it stays.
        let names = proc.list(path)?;
        for name in names {
            remove(proc, &format!("{path}/{name}"), true, false)?;
        }
        return Err(Errno::Invalid);
    }
    proc.remove(&place)
}

/// The place of a target: inside it when it is a directory.
fn target_place(proc: &Proc, target: &str, source: &str) -> Result<Place, Errno> {
    if proc.is_dir(target) {
        let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or(source);
        return proc.find(&format!("{target}/{name}"), true);
    }
    if target.ends_with('/') {
        return Err(Errno::NoEntry);
    }
    proc.find(target, true)
}

fn copy_node(proc: &Proc, node: NodeId, depth: u32) -> Result<NodeId, Errno> {
    if depth > MAX_DEPTH {
        return Err(Errno::Loop);
    }
    let (mut kind, mode) = proc.look(node, |n| (n.kind.clone(), n.mode));
    if let Kind::Dir(entries) = &mut kind {
        for child in entries.values_mut() {
            *child = copy_node(proc, *child, depth + 1)?;
        }
    }
    let mut kernel = proc.kernel();
    let now = kernel.now;
    kernel.files.create(kind, mode, now)
}

fn put(proc: &Proc, place: &Place, node: NodeId) -> Result<(), Errno> {
    if place.read_only {
        return Err(Errno::ReadOnly);
    }
    let mut kernel = proc.kernel();
    let now = kernel.now;
    if let Some(old) = place.node {
        let kind = kernel.files.get(node).kind.clone();
        let state = kernel.files.get_mut(old);
        state.kind = kind;
        state.modified = now;
        kernel.notify(crate::kernel::Channel::Node(old));
        return Ok(());
    }
    kernel.files.link(place.parent, &place.name, node, now);
    kernel.notify(crate::kernel::Channel::Node(place.parent));
    Ok(())
}

pub(super) async fn cp(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[("recursive", 'r'), ("archive", 'a')]);
    let recursive = args.has('r') || args.has('R') || args.has('a');
    let Some((target, sources)) = args.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        call.complain("missing file operand").await;
        return 1;
    };
    let mut status = 0;
    for source in sources {
        if let Err(text) = copy(&call, source, target, recursive).await {
            call.complain(&text).await;
            status = 1;
        }
    }
    status
}

async fn copy(call: &Call, source: &str, target: &str, recursive: bool) -> Result<(), String> {
    let proc = &call.proc;
    let missing = |error: Errno| {
        if call.busybox() {
            format!("can't stat '{source}': {error}")
        } else {
            format!("cannot stat '{source}': {error}")
        }
    };
    let failed = |error: Errno| {
        if call.busybox() {
            format!("can't create '{target}': {error}")
        } else {
            format!("cannot create regular file '{target}': {error}")
        }
    };
    let node = match proc.node(source) {
        Ok(node) => node,
        // A program of the image, or a special file: its content does not matter.
        Err(error) => {
            let known = source.starts_with("/bin/") || source.starts_with("/usr/");
            if !known && !proc.exists(source) {
                return Err(missing(error));
            }
            let place = target_place(proc, target, source).map_err(failed)?;
            let kind = Kind::File {
                data: b"#!/bin/sh\n".to_vec(),
                dropped: 0,
            };
            let copy = {
                let mut kernel = proc.kernel();
                let now = kernel.now;
                kernel.files.create(kind, 0o755, now).map_err(failed)?
            };
            return put(proc, &place, copy).map_err(failed);
        }
    };
    let is_dir = proc.is_dir(source);
    if is_dir && !recursive {
        let text = if call.busybox() {
            format!("omitting directory '{source}'")
        } else {
            format!("-r not specified; omitting directory '{source}'")
        };
        return Err(text);
    }
    if is_dir && (source.ends_with("/.") || proc.is_dir(target) && source.ends_with('/')) {
        for name in proc.list(source).map_err(missing)? {
            let inner = proc.node(&format!("{source}/{name}")).map_err(missing)?;
            let copy = copy_node(proc, inner, 0).map_err(failed)?;
            let place = proc.find(&format!("{target}/{name}"), true).map_err(failed)?;
            put(proc, &place, copy).map_err(failed)?;
        }
        return Ok(());
    }
    let place = target_place(proc, target, source).map_err(failed)?;
    let copy = copy_node(proc, node, 0).map_err(failed)?;
    put(proc, &place, copy).map_err(failed)
}

pub(super) async fn mv(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[]);
    let Some((target, sources)) = args.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        call.complain("missing file operand").await;
        return 1;
    };
    let mut status = 0;
    for source in sources {
        let result = (|| {
            let from = call.proc.find(source, false)?;
            let node = from.node.ok_or(Errno::NoEntry)?;
            let place = target_place(&call.proc, target, source)?;
            if place.node == Some(node) {
                return Err(Errno::Exists);
            }
            if place.node.is_some() {
                call.proc.remove(&place)?;
            }
            if from.read_only || place.read_only {
                return Err(Errno::ReadOnly);
            }
            call.proc.remove(&from)?;
            put(&call.proc, &Place { node: None, ..place }, node)
        })();
        if let Err(error) = result {
            let text = if call.busybox() {
                format!("can't rename '{source}': {error}")
            } else {
                format!("cannot stat '{source}': {error}")
            };
            call.complain(&text).await;
            status = 1;
        }
    }
    status
}

pub(super) async fn ln(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[("symbolic", 's'), ("force", 'f')]);
    let (source, target) = match args.rest.as_slice() {
        [source, target] => (source.clone(), target.clone()),
        [source] => (
            source.clone(),
            source.rsplit('/').next().unwrap_or(source).to_string(),
        ),
        _ => return 1,
    };
    let result = (|| {
        let path = if call.proc.is_dir(&target) && !args.has('n') {
            format!("{target}/{}", source.rsplit('/').next().unwrap_or(&source))
        } else {
            target.clone()
        };
        let mut place = call.proc.find(&path, false)?;
        if place.node.is_some() {
            if !args.has('f') {
                return Err(Errno::Exists);
            }
            call.proc.remove(&place)?;
            place.node = None;
        }
        if args.has('s') {
            call.proc
                .create(&place, Kind::Link(source.clone()), 0o777)
                .map(|_| ())
        } else {
            let node = call.proc.node(&source)?;
            put(&call.proc, &place, node)
        }
    })();
    match result {
        Ok(()) => 0,
        Err(error) => {
            let text = if call.busybox() {
                format!("{target}: {error}")
            } else {
                format!("failed to create symbolic link '{target}': {error}")
            };
            call.complain(&text).await;
            1
        }
    }
}

pub(super) async fn mkfifo(call: Call) -> i32 {
    let args = Args::new(&call.argv, "m", &[]);
    let mut status = 0;
    for path in &args.rest {
        let result = call.proc.find(path, true).and_then(|place| match place.node {
            Some(_) => Err(Errno::Exists),
            None => call.proc.create(&place, Kind::Fifo(None), 0o644),
        });
        if let Err(error) = result {
            call.complain(&format!("cannot create fifo '{path}': {error}"))
                .await;
            status = 1;
        }
    }
    status
}

/// `chmod` keeps the mode where it can be executed; owners are not emulated.
pub(super) async fn chmod(call: Call) -> i32 {
    let recursive = call.argv.iter().any(|a| a.starts_with('-') && a.contains('R'));
    let mut words = call.argv[1..]
        .iter()
        .filter(|a| !a.starts_with('-') || a.len() > 1 && "rwx".contains(&a[1..2]));
    let Some(mode) = words.next().cloned() else {
        return 1;
    };
    let mut status = 0;
    for path in words {
        match call.proc.node(path) {
            Ok(node) if call.name() == "chmod" => change_mode(&call.proc, node, &mode, recursive, 0),
            Ok(_) => {}
            Err(error) => {
                let text = if call.busybox() {
                    format!("{path}: {error}")
                } else {
                    format!("cannot access '{path}': {error}")
                };
                call.complain(&text).await;
                status = 1;
            }
        }
    }
    status
}

fn change_mode(proc: &Proc, node: NodeId, mode: &str, recursive: bool, depth: u32) {
    let children: Vec<NodeId> = {
        let mut kernel = proc.kernel();
        let state = kernel.files.get_mut(node);
        state.mode = match u32::from_str_radix(mode, 8) {
            Ok(mode) => mode & 0o7777,
            Err(_) if mode.contains("+x") || mode.contains("=rwx") => state.mode | 0o111,
            Err(_) if mode.contains("-x") => state.mode & !0o111,
            Err(_) => state.mode,
        };
        match &state.kind {
            Kind::Dir(entries) if recursive && depth < MAX_DEPTH => entries.values().copied().collect(),
            _ => Vec::new(),
        }
    };
    for child in children {
        change_mode(proc, child, mode, recursive, depth + 1);
    }
}
