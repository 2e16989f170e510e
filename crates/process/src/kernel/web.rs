//! Connections and HTTP between the pod's processes, the kubelet and the world outside.

use super::network::{Answering, Connection, From, Host, Listener, reaches, resolve};
use super::pipes::{Pipe, PipeId};
use super::{Channel, Kernel, Pid};
use crate::config::ContainerId;
use crate::effect::{Bind, EffectKind, Outcome};
use crate::programs::http::{Action, HttpRules};
use std::collections::VecDeque;
use std::time::Duration;

/// Where a connection ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dialed {
    /// At a listener of the pod (its place in the list).
    Listener(usize),
    /// At something outside the pod that answers.
    Outside,
    Refused,
    NoSuchHost,
    Timeout,
}

impl Kernel {
    /// Opens a connection.
    pub fn dial(&self, from: From, host: &str, port: u16) -> Dialed {
        let peers = self.assume_peers && from == From::Pod;
        let target = resolve(&self.config, host);
        // On the node's own network the kubelet reaches what listens on the loopback.
        let near = self.config.host_network && target == Host::Loopback;
        let from = if near { From::Pod } else { from };
        match &target {
            Host::Loopback if from == From::Node => Dialed::Refused,
            Host::Loopback | Host::Own => {
                let found = self
                    .listeners
                    .iter()
                    .position(|l| l.port == port && reaches(l.bind, from, &target));
                let missing = if peers { Dialed::Outside } else { Dialed::Refused };
                found.map_or(missing, Dialed::Listener)
            }
            Host::Service(_) | Host::Nobody | Host::Unknown if peers => Dialed::Outside,
            Host::Service(service) if service.ports.contains(&port) => Dialed::Outside,
            Host::Service(_) => Dialed::Refused,
            Host::Outside => Dialed::Outside,
            Host::Nobody => Dialed::Timeout,
            Host::Unknown => Dialed::NoSuchHost,
        }
    }

    /// Records a connection that a process of the pod opened.
    pub fn report_connection(&mut self, client: Pid, host: &str, port: u16, dialed: &Dialed) {
        let Some(container) = self.processes.get(&client).map(|p| p.container) else {
            return;
        };
        let outcome = match dialed {
            Dialed::Listener(place) => Outcome::Accepted(self.listeners[*place].container),
            Dialed::Outside => Outcome::AcceptedOutside,
            Dialed::Refused => Outcome::Refused,
            Dialed::NoSuchHost => Outcome::NoSuchHost,
            Dialed::Timeout => Outcome::Timeout,
        };
        self.report(
            container,
            EffectKind::Connection {
                host: host.into(),
                port,
                outcome,
                exec: self.is_of_exec(client),
            },
        );
    }

    /// Whether a process, or one that it comes from, was started beside the container's own command.
    fn is_of_exec(&self, mut pid: Pid) -> bool {
        while let Some(process) = self.processes.get(&pid) {
            match process.parent {
                _ if process.exec.is_some() => return true,
                Some(parent) => pid = parent,
                None => break,
            }
        }
        false
    }

    /// Starts to listen. False: the address is in use.
    pub fn listen(&mut self, owner: Pid, bind: Bind, port: u16, answering: Answering) -> bool {
        self.listen_as(owner, (bind, port), answering, false)
    }

    /// Says that a process will listen: who ends before, misses it.
    pub fn plan(&mut self, owner: Pid, port: u16, at: Duration) {
        if !self.is_overridden(owner) {
            self.planned.push((owner, port, at));
        }
    }

    /// The annotation says where the process's container listens, not the process.
    fn is_overridden(&self, owner: Pid) -> bool {
        self.processes.get(&owner).is_some_and(|process| {
            process.vpid != 0 && self.containers[&process.container].launch.overrides.sets_listen()
        })
    }

    /// Starts to listen; where that is only an assumption (`soft`), whoever is known to listen there has the address.
    pub fn listen_as(
        &mut self,
        owner: Pid,
        (bind, port): (Bind, u16),
        answering: Answering,
        soft: bool,
    ) -> bool {
        let Some(process) = self.processes.get(&owner) else {
            return false;
        };
        let (container, vpid) = (process.container, process.vpid);
        if self.is_overridden(owner) {
            return true;
        }
        self.planned
            .retain(|(who, what, _)| (*who, *what) != (owner, port));
        let taken =
            |l: &Listener| l.port == port && (l.bind == bind || l.bind == Bind::Any || bind == Bind::Any);
        while let Some(place) = self.listeners.iter().position(taken) {
            if soft {
                return true;
            }
            if !self.listeners[place].soft {
                return false;
            }
            let (owner, port) = (self.listeners[place].owner, self.listeners[place].port);
            self.unlisten(owner, port);
        }
        let waiting = VecDeque::new();
        self.listeners.push(Listener {
            bind,
            port,
            owner,
            container,
            answering,
            since: self.now,
            soft,
            waiting,
        });
        self.report(
            container,
            EffectKind::PortOpened {
                bind,
                port,
                pid: vpid.max(1),
            },
        );
        true
    }

    /// Stops to listen on a port.
    pub fn unlisten(&mut self, owner: Pid, port: u16) {
        if let Some(place) = self
            .listeners
            .iter()
            .position(|l| l.owner == owner && l.port == port)
        {
            let listener = self.listeners.remove(place);
            self.report(
                listener.container,
                EffectKind::PortClosed {
                    bind: listener.bind,
                    port,
                },
            );
        }
    }

    /// The listener is `httpd`: neither TLS nor gRPC. What a program behind an image's profile speaks, nobody knows.
    pub fn speaks_plain_http(&self, place: usize) -> bool {
        matches!(self.listeners[place].answering, Answering::Files(_))
    }

    /// What the listener answers: `None` when it does not speak HTTP by rules.
    pub fn http(&mut self, place: usize, method: &str, path: &str) -> Option<(u16, String)> {
        let listener = self.listeners[place].clone();
        let age = self.containers[&listener.container].age(self.now);
        let set = self.containers[&listener.container]
            .launch
            .overrides
            .http_answer(listener.port, path, age);
        if let Some(status) = set {
            return Some((status, String::new()));
        }
        match &listener.answering {
            Answering::Http(rules) => Some(self.http_by_rules(&listener, rules, method, path)),
            Answering::Files(root) => Some(self.http_file(listener.container, root, path)),
            Answering::Silent | Answering::Stream => None,
        }
    }

    fn http_by_rules(
        &mut self,
        listener: &Listener,
        rules: &HttpRules,
        method: &str,
        path: &str,
    ) -> (u16, String) {
        let age = self.now.saturating_sub(listener.since);
        let (status, action, body) = rules.answer(listener.port, path, age);
        if action != Action::None {
            if method != "POST" && action == Action::Drain {
                return (405, String::new());
            }
            self.actions.insert(listener.owner, action);
            self.wake(listener.owner);
        }
        (status, body.to_string())
    }

    fn http_file(&self, container: ContainerId, root: &str, path: &str) -> (u16, String) {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let full = super::files::absolute(root, path.trim_start_matches('/'));
        let view = &self.containers[&container].view;
        let mut node = self.files.find(view, &full, true).ok().and_then(|p| p.node);
        if let Some(dir) = node.filter(|n| self.files.is_dir(*n)) {
            node = self.files.child(dir, "index.html");
        }
        match node {
            Some(node) => (
                200,
                String::from_utf8_lossy(self.files.read_at(node, 0, super::syscalls::MAX_WHOLE)).into_owned(),
            ),
            None => (404, "404 Not Found\n".into()),
        }
    }

    /// Connects a client to a process that takes connections itself.
    pub fn connect_stream(&mut self, place: usize) -> Connection {
        let to_server = PipeId(self.fresh());
        let to_client = PipeId(self.fresh());
        self.pipes.insert(
            to_server,
            Pipe {
                writers: 1,
                writers_seen: 1,
                ..Default::default()
            },
        );
        self.pipes.insert(
            to_client,
            Pipe {
                readers: 1,
                readers_seen: 1,
                ..Default::default()
            },
        );
        let connection = Connection { to_server, to_client };
        self.listeners[place].waiting.push_back(connection);
        self.notify(Channel::Listener);
        connection
    }
}

impl Kernel {
    /// Another process takes over the listeners (a daemon's child).
    pub fn hand_over(&mut self, from: Pid, to: Pid) {
        for listener in self.listeners.iter_mut().filter(|l| l.owner == from) {
            listener.owner = to;
        }
    }
}

impl Kernel {
    /// A client leaves a connection: the server's input ends, its output goes nowhere.
    pub fn close_connection(&mut self, connection: Connection) {
        if let Some(pipe) = self.pipes.get_mut(&connection.to_server) {
            pipe.writers = 0;
            pipe.writers_seen = pipe.writers_seen.max(1);
        }
        if let Some(pipe) = self.pipes.get_mut(&connection.to_client) {
            pipe.readers = 0;
            pipe.readers_seen = pipe.readers_seen.max(1);
        }
        self.notify(Channel::Pipe(connection.to_server));
        self.notify(Channel::Pipe(connection.to_client));
    }
}

impl Kernel {
    /// The client has sent everything.
    pub fn end_of_client(&mut self, connection: Connection) {
        if let Some(pipe) = self.pipes.get_mut(&connection.to_server) {
            pipe.writers = 0;
        }
        self.notify(Channel::Pipe(connection.to_server));
    }
}
