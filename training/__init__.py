"""Learns generators from photographs, proves them against the classical methods, exports them.

    recipe.load_recipe(toml)       -> Recipe              what differs from the defaults
    data.photos.open_photos(...)   -> Photos              memory-mapped uint8 photographs
    data.fill_samples              -> samples             crop, hole, prefill, from (seed, index)
    networks.photonet              -> PhotoNetFill
    modes.inpaint                  -> one optimisation step, next to its losses
    loop.train(...)                -> runs/<name>/        EMA, checkpoints, resume, samples
    export.export_run(...)         -> models/<id>/        ONNX with fp16 initialisers, card, sample
    gate.run_gate(...)             -> table               against NS, Telea, FSR and biharmonic
    evaluation                     -> evaluate, gate      all measures; may a model ship?

Needs the [train] extra; nothing in engine/ or gui/ imports it.
"""
