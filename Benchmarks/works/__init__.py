"""All works, in the order of RESULTS.md."""

from works import (csv_load, files, growth, instructions, keys, memory, merge, micro, narrow, ndjson_load, plan, proof, scale, shard_proof,
                   slow_sink, stages, start_up, transforms, upsert)

WORKS = [module.WORK for module in (
    csv_load, transforms, ndjson_load, narrow, upsert, stages, proof, shard_proof, merge, keys, memory, slow_sink, start_up, scale, files, plan,
    growth, micro, instructions)]
