//! Redirections: applied to the shell's own descriptors, and put back after the command.

use super::ast::{Redirection, RedirectionKind};
use super::state::Shell;
use crate::kernel::open::{FileId, Object};
use crate::kernel::syscalls::Open;
use std::rc::Rc;

/// What descriptors referred to before, to be put back in reverse.
pub(crate) type Saved = Vec<(u32, Option<FileId>)>;

/// Where the descriptors of a process end.
const MAX_DESCRIPTOR: u32 = 256;

impl Shell {
    /// Applies redirections; on a failure everything is put back and the message printed.
    pub async fn redirect(&mut self, redirections: &[Redirection]) -> Result<Saved, ()> {
        let mut saved = Saved::new();
        for redirection in redirections {
            if let Err(message) = self.redirect_one(redirection, &mut saved).await {
                self.restore(saved);
                if !message.is_empty() {
                    self.print_error(&message).await;
                }
                return Err(());
            }
        }
        Ok(saved)
    }

    /// Puts descriptors back.
    pub fn restore(&mut self, saved: Saved) {
        for (fd, file) in saved.into_iter().rev() {
            self.proc.replace_fd(fd, file);
        }
    }

    /// Puts descriptors back after a command; a process that becomes another program keeps them.
    pub fn undo(&mut self, saved: Saved, flow: super::state::Flow) {
        if matches!(flow, super::state::Flow::Ended(_)) {
            self.keep(saved);
        } else {
            self.restore(saved);
        }
    }

    /// Keeps redirections for good (`exec >file`).
    pub fn keep(&mut self, saved: Saved) {
        for file in saved.into_iter().filter_map(|s| s.1) {
            self.proc.close_file(file);
        }
    }

    fn point(&self, fd: u32, file: Option<FileId>, saved: &mut Saved) {
        saved.push((fd, self.proc.set_fd(fd, file)));
    }

    async fn redirect_one(&mut self, redirection: &Redirection, saved: &mut Saved) -> Result<(), String> {
        let fd = match &redirection.variable {
            Some(name) => Some(self.new_descriptor(name, &redirection.kind)?),
            None => redirection.fd,
        };
        match &redirection.kind {
            RedirectionKind::Read(word) => {
                let path = self.target(word).await?;
                let file = self.open_to_read(&path).await?;
                self.point(fd.unwrap_or(0), Some(file), saved);
            }
            RedirectionKind::Write(word) => {
                self.open_to_write(word, Open::Truncate, &[fd.unwrap_or(1)], saved)
                    .await?
            }
            RedirectionKind::Append(word) => {
                self.open_to_write(word, Open::Append, &[fd.unwrap_or(1)], saved)
                    .await?
            }
            RedirectionKind::ReadWrite(word) => {
                self.open_to_write(word, Open::ReadWrite, &[fd.unwrap_or(0)], saved)
                    .await?;
            }
            RedirectionKind::Both { target, append } => {
                let how = if *append { Open::Append } else { Open::Truncate };
                self.open_to_write(target, how, &[1, 2], saved).await?;
            }
            RedirectionKind::Duplicate { target, input } => {
                let text = self.target(target).await?;
                let fd = fd.unwrap_or(if *input { 0 } else { 1 });
                let plain = redirection.fd.is_none() && redirection.variable.is_none();
                self.duplicate(fd, &text, *input, plain, saved).await?;
            }
            RedirectionKind::Here(cell) => {
                let text = match cell.get() {
                    Some(word) => self.expand_text(word).await.map_err(|_| String::new())?,
                    None => String::new(),
                };
                self.feed(fd, text, saved);
            }
            RedirectionKind::HereString(word) => {
                let text = self.expand_text(word).await.map_err(|_| String::new())?;
                self.feed(fd, text + "\n", saved);
            }
        }
        Ok(())
    }

    /// The descriptor of `{name}>`: a new one from 10 on; with `&-` the one that the variable holds.
    fn new_descriptor(&mut self, name: &str, kind: &RedirectionKind) -> Result<u32, String> {
        let closes = match kind {
            RedirectionKind::Duplicate { target, .. } => super::parse::plain(target) == Some("-"),
            _ => false,
        };
        if closes {
            let held = self.get(name).and_then(|text| text.parse().ok());
            return held.ok_or_else(|| self.message(&format!("{name}: Bad file descriptor")));
        }
        let free = (10..MAX_DESCRIPTOR).find(|fd| !self.proc.has_fd(*fd));
        let free = free.ok_or_else(|| self.message("redirection error: cannot duplicate fd"))?;
        self.set_text(name, &free.to_string());
        Ok(free)
    }

    async fn target(&mut self, word: &super::ast::Word) -> Result<String, String> {
        self.expand_text(word).await.map_err(|_| String::new())
    }

    fn feed(&mut self, fd: Option<u32>, text: String, saved: &mut Saved) {
        let bytes: Rc<[u8]> = text.into_bytes().into();
        let file = self.proc.open_object(Object::Text { bytes, offset: 0 });
        self.point(fd.unwrap_or(0), Some(file), saved);
    }

    async fn open_to_read(&mut self, path: &str) -> Result<FileId, String> {
        if let Some(socket) = self.network_path(path) {
            return socket;
        }
        self.proc
            .open(path, Open::Read)
            .await
            .map_err(|error| self.cannot_open(path, &error.to_string()))
    }

    async fn open_to_write(
        &mut self,
        word: &super::ast::Word,
        how: Open,
        fds: &[u32],
        saved: &mut Saved,
    ) -> Result<(), String> {
        let path = self.target(word).await?;
        let file = match self.network_path(&path) {
            Some(socket) => socket?,
            None => self
                .proc
                .open(&path, how)
                .await
                .map_err(|error| self.cannot_create(&path, &error.to_string()))?,
        };
        for fd in &fds[1..] {
            let shared = self.proc.kernel().share_file(file);
            self.point(*fd, Some(shared), saved);
        }
        self.point(fds[0], Some(file), saved);
        Ok(())
    }

    /// bash's `/dev/tcp/host/port`: a connection.
    fn network_path(&mut self, path: &str) -> Option<Result<FileId, String>> {
        let (host, port) = path
            .strip_prefix("/dev/tcp/")
            .filter(|_| self.bash())?
            .split_once('/')?;
        let dialed = {
            let mut kernel = self.proc.kernel();
            let port = port.parse().unwrap_or(0);
            let dialed = kernel.dial(crate::kernel::network::From::Pod, host, port);
            kernel.report_connection(self.proc.pid, host, port, &dialed);
            dialed
        };
        use crate::kernel::web::Dialed;
        Some(match dialed {
            Dialed::Listener(_) | Dialed::Outside => Ok(self.proc.open_object(Object::Null)),
            Dialed::NoSuchHost => Err(self.message(&format!("{host}: Name or service not known"))
                + &self.message(&format!("{path}: Invalid argument"))),
            Dialed::Refused | Dialed::Timeout => Err(self.message("connect: Connection refused")
                + &self.message(&format!("{path}: Connection refused"))),
        })
    }

    async fn duplicate(
        &mut self,
        fd: u32,
        text: &str,
        input: bool,
        plain: bool,
        saved: &mut Saved,
    ) -> Result<(), String> {
        if text == "-" {
            self.point(fd, None, saved);
            return Ok(());
        }
        let (digits, moves) = match text.strip_suffix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let Ok(from) = digits.parse::<u32>() else {
            if self.bash() && !input && plain {
                let word = vec![super::ast::Part::Quoted(text.to_string())];
                return self.open_to_write(&word, Open::Truncate, &[1, 2], saved).await;
            }
            return Err(self.message("bad fd number"));
        };
        let file = self
            .proc
            .share(from)
            .map_err(|error| self.message(&format!("{from}: {error}")))?;
        self.point(fd, Some(file), saved);
        if moves {
            self.point(from, None, saved);
        }
        Ok(())
    }
}
