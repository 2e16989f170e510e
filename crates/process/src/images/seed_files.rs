//! Files that an image brings along: what scripts of teaching manifests read, and the seeds' own scripts.

use std::borrow::Cow;
use std::time::Duration;

use super::{Shells, repository};
use crate::kernel::files::{Files, NodeId};

/// Files that every image has.
const COMMON: [(&str, &str); 6] = [
    (
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    ),
    ("/etc/group", "root:x:0:\n"),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
    ("/tmp/.keep", ""),
    ("/root/.keep", ""),
    ("/var/log/.keep", ""),
];

/// Files of single images, by a part of the repository's name.
const OF_IMAGE: [(&str, &str, &str); 10] = [
    (
        "zwindler/sidecar-user",
        "/entrypoint.sh",
        "#!/bin/sh\nexec sh \"$@\"\n",
    ),
    (
        "zwindler/sidecar-user",
        "/call_sidecar.sh",
        "#!/bin/sh\nif curl -sSf http://localhost:8081; then\n  echo 'Success: Reached localhost:8081'\nelse\n  \
         echo 'Error: Unable to reach localhost:8081'\n  exit 1\nfi\n",
    ),
    (
        "hwchiu/netutils",
        "/entrypoint.bash",
        "#!/bin/bash\nstop() { exit 0; }\ntrap stop INT TERM\nwhile true; do\n  echo \"Hello! $SECONDS secs elapsed...\"\n  \
         sleep 1\ndone\n",
    ),
    ("nginx", "/usr/share/nginx/html/index.html", WELCOME),
    (
        "nginx",
        "/etc/nginx/nginx.conf",
        "events {}\nhttp { include /etc/nginx/conf.d/*.conf; }\n",
    ),
    (
        "nginx",
        "/etc/nginx/conf.d/default.conf",
        "server { listen 80; root /usr/share/nginx/html; }\n",
    ),
    ("alpine", "/www/index.html", "Hello, World!\n"),
    ("alpine", "/www/healthz", "ok\n"),
    ("busybox", "/www/index.html", "Hello, World!\n"),
    ("busybox", "/www/healthz", "ok\n"),
];

/// nginx's page, cut to its title.
const WELCOME: &str = "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n</html>\n";

/// Files that the runtime adds to every container.
const ADDED: [(&str, &str); 2] = [
    ("/var/run/secrets/kubernetes.io/serviceaccount/token", "token"),
    (
        "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
        "certificate",
    ),
];

/// Files that tell of the pod: its addresses, its name, its namespace.
const OF_POD: [&str; 3] = [
    "/etc/hosts",
    "/etc/hostname",
    "/var/run/secrets/kubernetes.io/serviceaccount/namespace",
];

/// What every container of an image begins with.
#[derive(Debug)]
pub(crate) struct Root {
    /// The first node is the root.
    pub files: Files,
    /// The files of [`OF_POD`], which get their content in the container.
    pub of_pod: [Option<NodeId>; 3],
}

/// What the containers of all images begin with.
pub(super) fn common_root() -> Root {
    let (mut files, now) = (Files::default(), Duration::ZERO);
    let root = files.new_dir(now);
    for (path, text) in COMMON.into_iter().chain(ADDED) {
        files.put(root, path, Cow::Borrowed(text.as_bytes()), 0o644, now);
    }
    let of_pod = OF_POD.map(|path| files.put(root, path, Cow::default(), 0o644, now));
    files.make_dirs(root, "/dev", now);
    files.make_dirs(root, "/proc", now);
    Root { files, of_pod }
}

/// What every container of an image begins with.
pub(super) fn root(common: &Root, image: &str, shells: Shells) -> Root {
    let mut files = Files::default();
    let root = files.graft(&common.files, Duration::ZERO).unwrap_or(NodeId(0));
    for (path, text, mode) in seed_files(image, shells) {
        files.put(root, path, Cow::Borrowed(text.as_bytes()), mode, Duration::ZERO);
    }
    Root {
        files,
        of_pod: common.of_pod,
    }
}

/// The files of an image besides those of all: path, content, mode.
fn seed_files(image: &str, shells: Shells) -> Vec<(&'static str, &'static str, u32)> {
    let name = repository(image);
    let release = match shells {
        Shells::Ash | Shells::AshBash => {
            "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME=\"Alpine Linux v3.20\"\n"
        }
        _ => {
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n"
        }
    };
    let mut files = vec![("/etc/os-release", release, 0o644)];
    let own = OF_IMAGE
        .iter()
        .filter(|f| name == f.0 || (!f.0.contains('/') && super::base_name(name) == f.0));
    files.extend(
        own.map(|(_, path, text)| (*path, *text, if text.starts_with("#!") { 0o755 } else { 0o644 })),
    );
    // The recorded cluster's stand-in for nginx has the folder that its stand-in for httpd serves.
    if super::base_name(name) == "nginx" {
        files.push(("/www/index.html", "Hello, World!\n", 0o644));
        files.push(("/www/healthz", "ok\n", 0o644));
    }
    files
}
