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
              parallelism: \(shards)
              backoffLimitPerIndex: 3
              podFailurePolicy:
                rules:
                  # What another attempt would not mend: counts that don't balance, usage, bad data, a missing input, a place that is taken.
                  - action: FailIndex
                    onExitCodes:
                      operator: In
                      values: [1, 64, 65, 66, 73]
            \(template(image, load + ["--scratch", "/weir-scratch"]))
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)-merge
            spec:
              suspend: true
              backoffLimit: 3
            \(template(image, ["sh", "-c", "\(proof.shellCommand) && exec \(merge.shellCommand)"]))
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
                  containers:
                    - name: weir
                      image: \(image.quoted)
                      command: [\(command.map(\.quoted).joined(separator: ", "))]
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
    /// As JSON, and so YAML, has it.
    fileprivate var quoted: String { JSONQuoting.quoted(self) }

    /// What a name may be made of (RFC 1123 2.1), with room for what stands before and behind it in one of 63 letters.
    var dnsLabel: String {
        let letters = lowercased().unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "0"..."9": Character(scalar)
            default: Character("-")
            }
        }
        let label = String(letters.prefix(50)).split(separator: "-").joined(separator: "-")
        return label.isEmpty ? "load" : label
    }
}
