// The manifest for Kubernetes (https://kubernetes.io/docs/concepts/workloads/controllers/job/).

import RowModel

extension EngineLoad {
    /// Two Jobs: an indexed one that loads, with a pod for each shard, and one that proves and merges, which waits to be resumed,
    /// since Kubernetes starts no Job behind another.
    func kubernetesManifest(image: String) -> String {
        let name = "weir-\(pipeline.dnsLabel)"
        return """
            # kubectl apply -f this.yaml
            # kubectl wait --for=condition=complete --timeout=-1s job/\(name)-load
            # kubectl patch job/\(name)-merge -p '{"spec":{"suspend":false}}'
            #
            # The claim weir-data stands for a volume that all pods can read and write (ReadWriteMany), with the inputs, the spec,
            # the plan and its shards under the paths that they have here.
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)-load
            spec:
              completionMode: Indexed
              completions: \(shards)
            \(parallelism)
              backoffLimitPerIndex: 6
            \(failurePolicy("FailIndex"))
            \(template(image, load + ["--scratch", "/weir-scratch"]))
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)-merge
            spec:
              suspend: true
              backoffLimit: 3
            \(failurePolicy("FailJob"))
            \(template(image, ["sh", "-c", "\(proof.shellCommand) && exec \(merge.shellCommand)"]))
            """
    }

    /// As many pods at once as Kubernetes bears: it takes a Job of more than 100,000 completions, each index with attempts of its
    /// own, only with at most 10,000 pods, and 10,000 failed indexes, after which it gives up
    /// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/, `maxFailedIndexes`).
    private var parallelism: String {
        let (many, most) = (100_000, 10_000)
        return shards > many ? "  parallelism: \(most)\n  maxFailedIndexes: \(most)" : "  parallelism: \(shards)"
    }

    private func failurePolicy(_ action: String) -> String {
        """
          podFailurePolicy:
            rules:
              # Evicted or preempted: that is no failure of the load.
              - action: Ignore
                onPodConditions:
                  - { type: DisruptionTarget, status: "True" }
              # What another attempt does not mend: counts that don't balance, usage, bad data, a missing input, a place that is taken.
              - action: \(action)
                onExitCodes: { operator: In, values: [1, 64, 65, 66, 73] }
        """
    }

    private func template(_ image: String, _ command: [String]) -> String {
        let mounts = mountedFolders
        let mounting = mounts.map { folder in
            let subPath = mounts.count > 1 ? ", subPath: \(String(folder.dropFirst()).quoted)" : ""
            return "            - { name: data, mountPath: \(folder.quoted)\(subPath) }"
        }
        return """
              template:
                spec:
                  restartPolicy: Never
                  securityContext: { runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 }
                  containers:
                    - name: weir
                      image: \(image.quoted)
                      command: [\(command.map(\.unexpanded.quoted).joined(separator: ", "))]
                      volumeMounts:
            \(mounting.joined(separator: "\n"))
                        - { name: scratch, mountPath: /weir-scratch }
                  volumes:
                    - name: data
                      persistentVolumeClaim: { claimName: weir-data }
                    - name: scratch
                      emptyDir: {}
            """
    }

    /// The folder that all others are in; where that is the root, which nothing can be mounted at, those right below it.
    var mountedFolders: [String] {
        let paths = folders.map { $0.split(separator: "/") }
        var common = paths.first ?? []
        for path in paths { common = Array(zip(common, path).prefix { $0 == $1 }.map(\.0)) }
        if !common.isEmpty { return ["/" + common.joined(separator: "/")] }
        return Set(paths.compactMap(\.first)).sorted().map { "/\($0)" }
    }
}

extension String {
    /// As JSON has it, but for what YAML does not take as it is: controls, the byte order mark, and the line ends that JSON
    /// knows nothing of (https://yaml.org/spec/1.2.2/#51-character-set).
    fileprivate var quoted: String { JSONQuoting.quoted(self, escaping: [.unseen, .mark]) }

    /// Such that Kubernetes, which puts variables of the environment into a command, makes this of it
    /// (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
    fileprivate var unexpanded: String { replacing("$", with: "$$") }

    /// What a name may be made of (RFC 1123 2.1), with room for what stands before and behind it in one of 63 letters: a pod is
    /// called after its job and its index, of up to six digits.
    var dnsLabel: String {
        let letters = lowercased().unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "0"..."9": Character(scalar)
            default: Character("-")
            }
        }
        let label = String(letters.prefix(46)).split(separator: "-").joined(separator: "-")
        return label.isEmpty ? "load" : label
    }
}
