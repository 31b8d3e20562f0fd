// TypeScript names a module as it will be called once compiled ('./scorer.js'), or without an
// ending; node, which only takes the types away, looks for just that. Where no such file is, the
// one that it was written in is meant. Of node 22.15 and newer.
require('module').registerHooks?.({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(error.code);
      if (!isMissing || !/^\.\.?\//.test(specifier)) throw error;
      for (const written of [specifier.replace(/\.([cm]?)js$/, '.$1ts'), `${specifier}.ts`, `${specifier}/index.ts`]) {
        try {
          if (written !== specifier) return next(written, context);
        } catch { /* nor is this one there */ }
      }
      throw error;
    }
  },
});
