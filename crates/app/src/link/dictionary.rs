//! The text that both ends of a link know: typical manifests. Frozen for links of version 1.

/// What the model has seen before the first byte of a link.
pub(super) const DICTIONARY: &str = "\
containers=&sidecar=&variants=without,native,native-startup-probe,plain-init,as-written&cursor=&pane=events&version=\n\
apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: default\n  labels:\n    app: web\n  annotations:\n    \
behaviour.sidecar-playground.dev/app: listen 8080 after 5s; exit 0 after 10s; need localhost:8081; term 0 after 1s\nspec:\n  \
terminationGracePeriodSeconds: 30\n  restartPolicy: OnFailure\n  volumes:\n  - name: data\n    emptyDir: {}\n  - name: config\n    \
configMap:\n      name: config\n  initContainers:\n  - name: init\n    image: busybox:1.36\n    command: ['sh', '-c', 'until nc -z \
localhost 5432; do echo waiting; sleep 1; done']\n  - name: proxy\n    image: envoyproxy/envoy:v1.30\n    restartPolicy: Always\n    \
ports:\n    - containerPort: 8080\n      name: http\n    startupProbe:\n      httpGet:\n        path: /healthz\n        port: 8080\n      \
initialDelaySeconds: 5\n      periodSeconds: 1\n      failureThreshold: 30\n      timeoutSeconds: 1\n    readinessProbe:\n      \
tcpSocket:\n        port: http\n      successThreshold: 1\n    livenessProbe:\n      exec:\n        command:\n        - cat\n        \
- /tmp/healthy\n    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n      limits:\n        cpu: 500m\n        \
memory: 128Mi\n  containers:\n  - name: app\n    image: nginx:latest\n    imagePullPolicy: IfNotPresent\n    command: [\"/bin/sh\", \
\"-c\"]\n    args: [\"while true; do date >> /var/log/app.log; sleep 5; done\"]\n    env:\n    - name: POD_NAME\n      valueFrom:\n        \
fieldRef:\n          fieldPath: metadata.name\n    - name: PORT\n      value: \"8080\"\n    lifecycle:\n      postStart:\n        exec:\n          \
command: [\"/bin/sh\", \"-c\", \"echo started > /usr/share/message\"]\n      preStop:\n        exec:\n          command: [\"sleep\", \"5\"]\n    \
volumeMounts:\n    - name: data\n      mountPath: /opt\n---\n\
apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: my-deployment\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      \
app: nginx\n  template:\n    metadata:\n      labels:\n        app: nginx\n    spec:\n      containers:\n      - name: nginx\n        \
image: nginx:1.27\n        ports:\n        - containerPort: 80\n---\n\
apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: sidecar-cronjob\nspec:\n  schedule: \"* * * * *\"\n  concurrencyPolicy: \
Forbid\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: sidecar-user\n            \
image: zwindler/sidecar-user\n          initContainers:\n          - name: slow-sidecar\n            image: zwindler/slow-sidecar\n            \
restartPolicy: Always\n            ports:\n            - containerPort: 8081\n            startupProbe:\n              httpGet:\n                \
path: /\n                port: 8081\n              initialDelaySeconds: 5\n              periodSeconds: 1\n              \
failureThreshold: 5\n          restartPolicy: Never\n---\n\
apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: myjob\nspec:\n  backoffLimit: 4\n  completions: 1\n  parallelism: 1\n  \
activeDeadlineSeconds: 100\n  ttlSecondsAfterFinished: 60\n  template:\n    spec:\n      containers:\n        - name: myjob\n          \
image: alpine:latest\n          command: ['sh', '-c', 'echo \"job\" > /opt/logs.txt; sleep 10; exit 0']\n          volumeMounts:\n            \
- name: data\n              mountPath: /opt\n      initContainers:\n        - name: logshipper\n          image: alpine:latest\n          \
restartPolicy: Always\n          command: ['sh', '-c', 'tail -F /opt/logs.txt']\n          volumeMounts:\n            - name: data\n              \
mountPath: /opt\n      restartPolicy: Never\n      volumes:\n        - name: data\n          emptyDir: {}\n";
