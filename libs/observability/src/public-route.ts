/** Marks routes that need no key; the gateway's guard looks for it. */
export const publicRouteKey = 'tulia:public-route';
