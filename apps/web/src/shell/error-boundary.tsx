import { Component, type ReactNode } from 'react';
import { Broken } from './fallbacks.js';

interface ErrorBoundaryProps {
  /** Another address is another chance. */
  readonly address: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly brokenAt: string | null;
}

/** Keeps a fault in one page from taking the whole document. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { brokenAt: null };

  override componentDidCatch(): void {
    this.setState({ brokenAt: this.props.address });
  }

  static getDerivedStateFromError = (): ErrorBoundaryState => ({ brokenAt: '' });

  override render(): ReactNode {
    const { brokenAt } = this.state;
    return brokenAt === null || (brokenAt !== '' && brokenAt !== this.props.address) ? this.props.children : <Broken />;
  }
}
