//! Conditions, loops and `case`.

use super::ast::{Arm, ArmEnd, List, Word};
use super::exec::Tail;
use super::state::{Flow, Shell, Value};
use crate::kernel::syscalls::BUILTIN_COST;

impl Shell {
    pub(super) async fn run_condition(&mut self, list: &List) -> Result<bool, Flow> {
        self.tested += 1;
        let flow = self.run_list(list, Tail::NO).await;
        self.tested -= 1;
        if flow == Flow::Normal {
            Ok(self.status == 0)
        } else {
            Err(flow)
        }
    }

    /// What a loop does with the flow of its body: go on, or stop with a flow of its own.
    fn after_body(flow: Flow) -> Option<Flow> {
        match flow {
            Flow::Normal | Flow::Continue(1) => None,
            Flow::Break(1) => Some(Flow::Normal),
            Flow::Break(n) => Some(Flow::Break(n - 1)),
            Flow::Continue(n) => Some(Flow::Continue(n - 1)),
            other => Some(other),
        }
    }

    pub(super) async fn run_loop(&mut self, until: bool, condition: &List, body: &List) -> Flow {
        self.loop_depth += 1;
        let mut status = 0;
        let flow = loop {
            self.proc.spend(BUILTIN_COST).await;
            match self.run_condition(condition).await {
                Ok(holds) if holds == until => {
                    self.status = status;
                    break Flow::Normal;
                }
                Ok(_) => {}
                Err(flow) => match Self::after_body(flow) {
                    None => continue,
                    Some(flow) => break flow,
                },
            }
            let flow = self.run_list(body, Tail::NO).await;
            status = self.status;
            if let Some(flow) = Self::after_body(flow) {
                break flow;
            }
        };
        self.loop_depth -= 1;
        flow
    }

    pub(super) async fn run_for(&mut self, name: &str, words: Option<&[Word]>, body: &List) -> Flow {
        self.substituted = None;
        let items = match words {
            None => self.positional.clone(),
            Some(words) => match self.expand_words(words).await {
                Ok(items) => items,
                Err(flow) => return flow,
            },
        };
        self.loop_depth += 1;
        self.status = 0;
        let mut result = Flow::Normal;
        for item in items {
            self.proc.spend(BUILTIN_COST).await;
            self.set(name, Value::Scalar(item.into()));
            let flow = self.run_list(body, Tail::NO).await;
            if let Some(flow) = Self::after_body(flow) {
                result = flow;
                break;
            }
        }
        self.loop_depth -= 1;
        result
    }

    pub(super) async fn run_arithmetic_for(&mut self, parts: &[Word; 3], body: &List) -> Flow {
        let empty = |word: &Word| word.is_empty();
        if !empty(&parts[0]) && self.arithmetic(&parts[0]).await.is_err() {
            self.status = 1;
            return Flow::Normal;
        }
        self.loop_depth += 1;
        let flow = loop {
            self.proc.spend(BUILTIN_COST).await;
            if !empty(&parts[1]) && self.arithmetic(&parts[1]).await.unwrap_or(0) == 0 {
                break Flow::Normal;
            }
            let flow = self.run_list(body, Tail::NO).await;
            if let Some(flow) = Self::after_body(flow) {
                break flow;
            }
            if !empty(&parts[2]) && self.arithmetic(&parts[2]).await.is_err() {
                break Flow::Normal;
            }
        };
        self.loop_depth -= 1;
        flow
    }

    pub(super) async fn run_case(&mut self, word: &Word, arms: &[Arm], tail: Tail) -> Flow {
        self.proc.spend(BUILTIN_COST).await;
        self.substituted = None;
        let subject = match self.expand_text(word).await {
            Ok(subject) => subject,
            Err(flow) => return flow,
        };
        self.status = 0;
        let mut fall = false;
        for arm in arms {
            let mut hit = fall;
            for pattern in &arm.patterns {
                if hit {
                    break;
                }
                match self.expand_pattern(pattern).await {
                    Ok(pattern) => hit = super::pattern::matches(&pattern, &subject),
                    Err(flow) => return flow,
                }
            }
            if !hit {
                continue;
            }
            let flow = self.run_list(&arm.body, tail).await;
            match arm.end {
                _ if flow != Flow::Normal => return flow,
                ArmEnd::Break => return Flow::Normal,
                ArmEnd::FallThrough => fall = true,
                ArmEnd::Continue => fall = false,
            }
        }
        Flow::Normal
    }
}
