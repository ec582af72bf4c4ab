/** How the message catalogue is compiled: the same for the build, the checks and the editor. */
export const paraglide = /** @type {const} */ ({
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['localStorage', 'baseLocale'],
  isServer: 'import.meta.env.SSR',
  emitReadme: false,
  // One module a message: a room's chunk then carries only the sentences it says.
  outputStructure: 'message-modules'
});
